import fc from 'fast-check';
import { evaluatePolicy, matches } from '../../../local/gateway/iam.ts';

const STAGE = 'arn:aws:execute-api:eu-west-1:000000000000:api/prod';

function verdict(statements: { Effect: 'Allow' | 'Deny'; Resource: string | string[]; Action?: string | string[] }[]) {
  const policy = { Statement: statements.map((one) => ({ Action: 'execute-api:Invoke', ...one })) };
  return evaluatePolicy(policy, { action: 'execute-api:Invoke', resource: `${STAGE}/GET/a/1` });
}

it.each([
  ['an Allow of the very ARN', [{ Effect: 'Allow', Resource: `${STAGE}/GET/a/1` }], 'allow'],
  ['a star across slashes', [{ Effect: 'Allow', Resource: `${STAGE}/*` }], 'allow'],
  ['a question mark for one character', [{ Effect: 'Allow', Resource: `${STAGE}/GET/a/?` }], 'allow'],
  ['a question mark for no character', [{ Effect: 'Allow', Resource: `${STAGE}/GET/a/1?` }], 'implicit-deny'],
  ['a list with the ARN in it', [{ Effect: 'Allow', Resource: ['arn:x', `${STAGE}/GET/a/*`] }], 'allow'],
  ['another letter case', [{ Effect: 'Allow', Resource: `${STAGE}/get/a/1` }], 'implicit-deny'],
  ['a dot that stands for itself', [{ Effect: 'Allow', Resource: `${STAGE}/GET/a/.` }], 'implicit-deny'],
  ['nothing', [], 'implicit-deny'],
  ['a Deny of something else', [{ Effect: 'Deny', Resource: `${STAGE}/GET/b` }], 'implicit-deny'],
  [
    'a Deny after an Allow',
    [
      { Effect: 'Allow', Resource: '*' },
      { Effect: 'Deny', Resource: `${STAGE}/GET/a/*` },
    ],
    'explicit-deny',
  ],
  [
    'a Deny before an Allow',
    [
      { Effect: 'Deny', Resource: '*' },
      { Effect: 'Allow', Resource: '*' },
    ],
    'explicit-deny',
  ],
  ['an action in another case', [{ Effect: 'Allow', Resource: '*', Action: 'EXECUTE-API:invoke' }], 'allow'],
  ['an action pattern', [{ Effect: 'Allow', Resource: '*', Action: ['s3:*', 'execute-api:*'] }], 'allow'],
  ['another action', [{ Effect: 'Allow', Resource: '*', Action: 's3:GetObject' }], 'implicit-deny'],
] as const)('%s', (_title, statements, expected) => {
  expect(verdict(statements as never)).toBe(expected);
});

it('takes a single statement that is no list', () => {
  const policy = { Statement: { Effect: 'Allow' as const, Action: '*', Resource: '*' } };
  expect(evaluatePolicy(policy, { action: 'execute-api:Invoke', resource: STAGE })).toBe('allow');
});

it('matches every text by itself, by a star, and by question marks of its length', () => {
  const plain = fc.string().filter((text) => !/[*?]/.test(text));
  fc.assert(
    fc.property(plain, plain, (text, other) => {
      expect(matches(text, text)).toBe(true);
      expect(matches('*', text)).toBe(true);
      expect(matches('?'.repeat(text.length), text)).toBe(true);
      expect(matches(text, other)).toBe(text === other);
      expect(matches(`${text}*`, text + other)).toBe(true);
    }),
  );
});
