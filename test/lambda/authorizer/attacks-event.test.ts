/** Good tokens in events that are not API Gateway's, and paths that the caller writes to reach what is closed; each with its exact reason. */
import { config, testAuthorizer } from '../../fixtures/authorizer.ts';
import { appSyncEvent, http1Event, restRequestEvent, restTokenEvent, STAGE_ARN } from '../../fixtures/events.ts';
import { signingKey, token } from '../../fixtures/tokens.ts';
import { type Attack, expectRefused, opens } from './attack.ts';
import type { Policy } from './iam.ts';

const key = signingKey();
const valid = token(key);
const other = token(key, { claims: { sub: 'user-2' } });
const bearer = `Bearer ${valid}`;

const events: Attack[] = [
  ...[undefined, null, [], 'event', 7, true, {}, [restTokenEvent(bearer)], JSON.stringify(restTokenEvent(bearer))].map(
    (event) => ({ event }),
  ),
  ...[
    { type: 'token' },
    { type: ['TOKEN'] },
    { type: undefined },
    { methodArn: undefined },
    { methodArn: [`${STAGE_ARN}/GET/timesheets`] },
    { methodArn: { arn: STAGE_ARN } },
    { methodArn: '' },
    { methodArn: '*' },
    { methodArn: 'arn:aws:execute-api:*' },
    { methodArn: `${STAGE_ARN}` },
    { methodArn: `${STAGE_ARN}/*` },
    { methodArn: `${STAGE_ARN}/*/*` },
    { methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:*/*/GET/timesheets' },
    { methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc/pr?d/GET/timesheets' },
    { methodArn: 'arn:*:execute-api:eu-west-1:123456789012:abc/prod/GET/timesheets' },
    { methodArn: 'arn:aws:execute-api:eu-west-1:*:abc/prod/GET/timesheets' },
    { methodArn: 'arn:aws:s3:::bucket/GET/timesheets' },
    { methodArn: `\n${STAGE_ARN}/GET/timesheets` },
    { methodArn: `${STAGE_ARN}/GET*/timesheets` },
    { methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc//GET/timesheets' },
  ].map((changes) => ({ event: { ...restTokenEvent(bearer), ...changes } })),
].map(({ event }, index) => ({
  title: `event ${index}: ${JSON.stringify(event)?.replaceAll(valid, 'TOKEN').slice(0, 200)}`,
  reason: 'unsupported_event',
  event,
  tokens: [valid],
}));

const wrongTypes: Attack[] = [
  ...[undefined, null, 7, true, {}, [], [[bearer]], { value: bearer }, '', [null]].map((authorizationToken) => ({
    title: JSON.stringify(authorizationToken) ?? 'nothing',
    authorizationToken,
    reason: 'missing_token' as const,
  })),
  {
    title: 'a list of two tokens',
    authorizationToken: [bearer, `Bearer ${other}`],
    reason: 'malformed_header' as const,
  },
].flatMap(({ title, authorizationToken, reason }): Attack[] =>
  [restTokenEvent(undefined), appSyncEvent(undefined)].map((event) => ({
    title: `an authorizationToken of ${title.replaceAll(valid, 'TOKEN')}`,
    reason,
    event: { ...event, authorizationToken },
    tokens: [valid, other],
  })),
);

const RULES = { 'GET /timesheets': ['admin'], 'GET /timesheets/{id}': ['read:timesheets'] };

/** The token opens `/timesheets/{id}` alone: whatever the caller writes, `/timesheets` and what is not listed stay closed. */
const asked = (reason: Attack['reason'], paths: readonly string[], method = 'GET'): Attack[] =>
  paths.map((path) => ({
    title: `${method} ${path}`,
    reason,
    event: restTokenEvent(bearer, { method, path }),
    tokens: [valid],
    rest: { routes: RULES },
  }));

const paths: Attack[] = [
  ...asked('insufficient_scope', ['/timesheets', '/timesheets/']),
  ...asked('route_not_listed', [
    '/timesheets/1/2',
    '/timesheets/1/..',
    '/timesheets/../admin',
    '/timesheets/*/x',
    '/timesheets//',
    '/timesheets//1',
    '/timesheets/1//',
    '//timesheets/1',
    '/timesheets%2F1',
    '/timesheets\\1',
    '/timesheets;x/1',
    '/timesheets?x/1',
    '/timesheets#/1',
    '/Timesheets/1',
    '/%74imesheets/1',
    '/time\u017fheets/1',
    '/./timesheets/1',
    '/x/../timesheets/1',
    '/prod/timesheets/1',
    '/GET/timesheets/1',
    '/*',
    '/**',
    '/?',
    '/*/*',
    '/',
    '',
  ]),
  ...['POST', 'HEAD', 'get', 'Get', 'ANY', 'TRACE', 'GET-', '-'].flatMap((method) =>
    asked('route_not_listed', ['/timesheets/1', '/timesheets'], method),
  ),
];

test.each([...events, ...wrongTypes])('refuses $title as $reason', (attack) => expectRefused(attack, [key]));

test.each(paths)('does not open $title: $reason', (attack) => expectRefused(attack, [key]));

describe('a policy is made of the table and the event’s own stage, never of what the caller asks for', () => {
  const stages = [
    STAGE_ARN,
    'arn:aws-cn:execute-api:cn-north-1:123456789012:abcdef123/prod',
    'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef123/v1',
    'arn:aws:execute-api:eu-west-1:123456789012:abcdef123/$default',
  ];
  const caller = [
    '/timesheets/1',
    '/timesheets/*',
    '/timesheets/?',
    '/*',
    '/timesheets/%2F..%2F*',
    '/timesheets/$stage',
    '/\n',
  ];

  test.each(stages.flatMap((stageArn) => caller.map((path) => ({ stageArn, path }))))(
    '$stageArn, $path',
    async ({ stageArn, path }) => {
      const authorizer = testAuthorizer(config([key], {}, { routes: RULES }));
      const plain = await resourcesOf(authorizer.handler(restTokenEvent(bearer, { stageArn })));
      for (const event of [restTokenEvent, restRequestEvent, http1Event].map((of) => of(bearer, { stageArn, path }))) {
        expect(await resourcesOf(authorizer.handler(event))).toEqual(plain);
      }
      expect(plain.every((resource) => resource.startsWith(`${stageArn}/`))).toBe(true);
    },
  );

  test.each(caller)('not even where the answer is for the asked route alone: %j', async (path) => {
    const authorizer = testAuthorizer(config([key], {}, { routes: RULES, policyScope: 'route' }));
    const [resource, ...more] = await resourcesOf(authorizer.handler(restTokenEvent(bearer, { path })));
    expect([`${STAGE_ARN}/GET/timesheets/*`, `${STAGE_ARN}/*`]).toContain(resource);
    expect(more).toEqual([]);
  });

  test('nor a refusal, where it is no throw but a Deny', async () => {
    const authorizer = testAuthorizer(config([key], {}, { unauthenticated: 'deny' }));
    for (const path of caller) {
      const event = restTokenEvent('Bearer x', { path });
      const ending = await authorizer.handler(event);
      expect(opens(ending, event)).toBe(false);
      expect(await resourcesOf(Promise.resolve(ending))).toEqual([`${STAGE_ARN}/*`]);
    }
  });
});

test('a token for one stage’s event says nothing of another stage, though both ask one function', async () => {
  const authorizer = testAuthorizer(config([key]));
  const answers = await Promise.all(
    ['prod', 'dev'].map((stage) =>
      authorizer.handler(restTokenEvent(bearer, { stageArn: STAGE_ARN.replace('prod', stage) })),
    ),
  );
  expect(opens(answers[0], restTokenEvent(bearer))).toBe(true);
  expect(opens(answers[1], restTokenEvent(bearer))).toBe(false);
});

async function resourcesOf(answer: Promise<unknown>): Promise<string[]> {
  const { policyDocument } = (await answer) as { policyDocument: Policy };
  return policyDocument.Statement.flatMap(({ Resource }) => Resource);
}
