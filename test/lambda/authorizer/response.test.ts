import { toAnswer } from '../../../lambda/authorizer/response.ts';
import type { PolicyAnswer } from '../../../lambda/authorizer/response-policy.ts';
import type { AuthorizerRequest, Decision, EventKind, Grant } from '../../../lambda/authorizer/road.ts';
import { STAGE_ARN } from '../../fixtures/events.ts';
import { NOW_MS, NOW_SECONDS } from '../../fixtures/tokens.ts';

type Settings = Parameters<typeof toAnswer>[2];

const requestOf = (kind: EventKind, stageArn = STAGE_ARN): AuthorizerRequest => ({
  kind,
  presented: { values: [], form: 'bearer' },
  target: kind === 'appsync' ? undefined : { stageArn, method: 'GET', path: '/a' },
});

const grant: Grant = {
  principalId: 'user-1',
  context: { sub: 'user-1', scopes: 'read', issuer: 'https://issuer.example/' },
  policy: { allow: ['GET/a', 'GET/a/'], deny: ['POST/a'] },
  deniedFields: ['Mutation.addTimesheet'],
  expiresAtSeconds: NOW_SECONDS + 600,
};
const allowed: Decision = { outcome: 'allow', ...grant };
const forbidden: Decision = { outcome: 'forbidden', reason: 'insufficient_scope', ...grant };
const unauthenticated: Decision = { outcome: 'unauthenticated', reason: 'expired' };

const DEFAULTS: Settings = { unauthenticated: 'error', httpApiResponse: 'simple' };
const answer = (kind: EventKind, decision: Decision, settings: Partial<Settings> = {}, nowMs = NOW_MS) =>
  toAnswer(requestOf(kind), decision, { ...DEFAULTS, ...settings }, nowMs);

const statement = (Effect: string, ...patterns: string[]) => ({
  Action: 'execute-api:Invoke',
  Effect,
  Resource: patterns.map((pattern) => `${STAGE_ARN}/${pattern}`),
});
const policyOf = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });

describe.each<[EventKind, Partial<Settings>]>([
  ['rest-token', {}],
  ['rest-request', {}],
  ['http-1.0', {}],
  ['http-1.0', { httpApiResponse: 'policy' }],
  ['http-2.0', { httpApiResponse: 'policy' }],
  ['websocket', {}],
])('%s with %j is answered with a policy', (kind, settings) => {
  test('that is the same whether the asked route is open or closed: its Deny answers', () => {
    const returns = {
      principalId: 'user-1',
      policyDocument: policyOf(statement('Allow', 'GET/a', 'GET/a/'), statement('Deny', 'POST/a')),
      context: grant.context,
    };
    expect(answer(kind, allowed, settings)).toEqual({ returns });
    expect(answer(kind, forbidden, settings)).toEqual({ returns });
  });

  test('without a statement that names nothing', () => {
    const only = (allow: string[], deny: string[]) =>
      answer(kind, { ...allowed, policy: { allow, deny } }, settings) as { returns: unknown };
    expect(only(['*'], []).returns).toMatchObject({ policyDocument: policyOf(statement('Allow', '*')) });
    expect(only([], ['GET/a']).returns).toMatchObject({ policyDocument: policyOf(statement('Deny', 'GET/a')) });
    expect(only([], []).returns).toMatchObject({ policyDocument: policyOf() });
  });

  test('or a throw, where there is no good token', () => {
    expect(answer(kind, unauthenticated, settings)).toEqual({ throws: 'Unauthorized' });
  });

  test('that denies the stage, where there is no good token and unauthenticated is "deny"', () => {
    expect(answer(kind, unauthenticated, { ...settings, unauthenticated: 'deny' })).toEqual({
      returns: { principalId: 'anonymous', policyDocument: policyOf(statement('Deny', '*')) },
    });
  });
});

describe('http-2.0 is answered with a boolean', () => {
  test('that speaks of the asked route, and the context', () => {
    expect(answer('http-2.0', allowed)).toEqual({ returns: { isAuthorized: true, context: grant.context } });
    expect(answer('http-2.0', forbidden)).toEqual({ returns: { isAuthorized: false, context: grant.context } });
  });

  test('or a throw, where there is no good token', () => {
    expect(answer('http-2.0', unauthenticated)).toEqual({ throws: 'Unauthorized' });
  });

  test('alone, where there is no good token and unauthenticated is "deny"', () => {
    expect(answer('http-2.0', unauthenticated, { unauthenticated: 'deny' })).toEqual({
      returns: { isAuthorized: false },
    });
  });

  test('for which no policy is built', () => {
    const decision: Decision = {
      ...allowed,
      get policy(): never {
        throw new Error('the policy was asked for');
      },
    };
    expect(answer('http-2.0', decision)).toEqual({ returns: { isAuthorized: true, context: grant.context } });
  });
});

describe('appsync is answered', () => {
  test('with the fields that the token does not open, and the context for resolvers', () => {
    expect(answer('appsync', allowed)).toEqual({
      returns: {
        isAuthorized: true,
        resolverContext: grant.context,
        deniedFields: ['Mutation.addTimesheet'],
        ttlOverride: 300,
      },
    });
  });

  test('alike whatever HTTP APIs are answered with', () => {
    expect(answer('appsync', allowed, { httpApiResponse: 'policy' })).toEqual(answer('appsync', allowed));
  });

  test.each(['error', 'deny'] as const)('and never with a throw: unauthenticated "%s"', (setting) => {
    expect(answer('appsync', unauthenticated, { unauthenticated: setting })).toEqual({
      returns: { isAuthorized: false },
    });
  });

  test.each([
    [301, 300],
    [300, 300],
    [299.9, 299],
    [10, 10],
    [0.5, 0],
    [0, 0],
    [-3, 0],
  ])('for as long as AppSync would keep it, at most to the end of the token: %d s give %d s', (left, seconds) => {
    const decision = { ...allowed, expiresAtSeconds: NOW_SECONDS + left };
    expect(answer('appsync', decision)).toMatchObject({ returns: { ttlOverride: seconds } });
  });
});

describe('the policy of the same patterns', () => {
  const policyFor = (stageArn: string, decision = allowed) => {
    const result = toAnswer(requestOf('rest-token', stageArn), decision, DEFAULTS, NOW_MS);
    return (result as { returns: PolicyAnswer }).returns.policyDocument;
  };

  test('is built once for a stage', () => {
    expect(policyFor(STAGE_ARN, { ...allowed, principalId: 'user-2' })).toBe(policyFor(STAGE_ARN));
  });

  test('is that of the asked stage where the function serves several', () => {
    const other = STAGE_ARN.replace('prod', 'test');
    expect(policyFor(STAGE_ARN).Statement[0]?.Resource[0]).toBe(`${STAGE_ARN}/GET/a`);
    expect(policyFor(other).Statement[0]?.Resource[0]).toBe(`${other}/GET/a`);
    expect(policyFor(STAGE_ARN).Statement[0]?.Resource[0]).toBe(`${STAGE_ARN}/GET/a`);
  });
});

describe('an answer that is too long for API Gateway is a configuration fault', () => {
  const LIMIT = 8192;
  const withContext = (context: Record<string, string>): Decision => ({ ...allowed, context });

  test.each<[EventKind, Partial<Settings>, string]>([
    ['rest-token', {}, 'use policyScope "route" with the route in the cache key, or fewer contextClaims'],
    ['http-2.0', {}, 'use fewer contextClaims'],
    ['http-2.0', { httpApiResponse: 'policy' }, 'use policyScope "route" with'],
    ['websocket', {}, 'use policyScope "route" with'],
  ])('%s with %j: its limit is the very byte', (kind, settings, remedy) => {
    const sizeOf = (context: Record<string, string>) => {
      const result = answer(kind, withContext(context), settings) as { returns: object };
      return Buffer.byteLength(JSON.stringify(result.returns));
    };
    const rest = sizeOf({ 'é"': '' });
    // Two bytes a character, and an odd one out where it takes it.
    const filled = 'é'.repeat(Math.floor((LIMIT - rest) / 2)) + 'x'.repeat((LIMIT - rest) % 2);
    expect(sizeOf({ 'é"': filled })).toBe(LIMIT);
    expect(() => sizeOf({ 'é"': `${filled}x` })).toThrow(
      `configuration_invalid: the answer has 8193 bytes, API Gateway takes 8192; ${remedy}`,
    );
  });

  test('a resource may have 512 characters', () => {
    const withResource = (characters: number) =>
      answer('rest-token', {
        ...allowed,
        policy: { allow: ['x'.repeat(characters - STAGE_ARN.length - 1)], deny: [] },
      });
    expect(withResource(512)).toHaveProperty('returns');
    expect(() => withResource(513)).toThrow(
      'configuration_invalid: a policy resource has 513 characters, API Gateway takes 512; shorten the route',
    );
  });

  test('AppSync takes it', () => {
    expect(answer('appsync', withContext({ long: 'x'.repeat(10_000) }))).toHaveProperty('returns');
  });
});
