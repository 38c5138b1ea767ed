import fc from 'fast-check';
import { principalOf } from '../../lambda/principal-of.ts';
import { ISSUER } from '../fixtures/tokens.ts';

/** What the authorizer hands on. */
const CONTEXT = {
  sub: 'auth0|ada',
  scopes: 'create:timesheets read:timesheets',
  issuer: ISSUER,
  clientId: 'spa',
  email: 'ada@example.com',
};

/** What API Gateway adds to the context of a policy. */
const ADDED = { principalId: 'auth0|ada', integrationLatency: 12 };

/** The part of each kind's event that says who is calling, after AWS's developer guides. */
const EVENTS: Record<string, (context: unknown) => unknown> = {
  'a REST API': (context) => ({ resource: '/timesheets', requestContext: { authorizer: context, requestId: 'r' } }),
  'an HTTP API, payload 1.0': (context) => ({ version: '1.0', requestContext: { authorizer: context } }),
  'an HTTP API, payload 2.0': (context) => ({ version: '2.0', requestContext: { authorizer: { lambda: context } } }),
  'a WebSocket API': (context) => ({
    requestContext: { routeKey: 'send', eventType: 'MESSAGE', connectionId: 'c', authorizer: context },
  }),
  AppSync: (context) => ({ arguments: {}, info: { fieldName: 'timesheets' }, identity: { resolverContext: context } }),
};
const kinds = Object.entries(EVENTS);

describe.each(kinds)('from %s', (_kind, eventWith) => {
  test('the caller is read alike', () => {
    expect(principalOf(eventWith({ ...CONTEXT, ...ADDED }))).toEqual({
      sub: 'auth0|ada',
      scopes: ['create:timesheets', 'read:timesheets'],
      issuer: ISSUER,
      clientId: 'spa',
      context: CONTEXT,
    });
  });

  test('a caller without scopes, sub and client has none', () => {
    const context = { scopes: '', issuer: ISSUER };
    const principal = { scopes: [], issuer: ISSUER, sub: undefined, clientId: undefined, context };
    expect(principalOf(eventWith(context))).toEqual(principal);
  });

  test.each<[string, unknown]>([
    ['no context', undefined],
    ['null', null],
    ['an empty context', {}],
    ['a text', 'auth0|ada'],
    ['what another authorizer said', { principalId: 'auth0|ada', sub: 'auth0|ada' }],
    ['what a Cognito authorizer said', { claims: CONTEXT }],
    ['what a JWT authorizer said', { jwt: { claims: CONTEXT, scopes: ['read:timesheets'] } }],
    ['scopes that are no text', { ...CONTEXT, scopes: ['read:timesheets'] }],
    ['an issuer that is no text', { ...CONTEXT, issuer: { toString: () => ISSUER } }],
  ])('there is no caller in %s', (_title, context) => {
    expect(principalOf(eventWith(context))).toBeUndefined();
  });

  test('a context in the place of another payload is not taken', () => {
    expect(principalOf(eventWith({ lambda: CONTEXT, resolverContext: CONTEXT, authorizer: CONTEXT }))).toBeUndefined();
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a text', 'event'],
  ['a flat context where payload 2.0 nests it', { version: '2.0', requestContext: { authorizer: CONTEXT } }],
  ['a load balancer’s request', { requestContext: { elb: {} }, headers: { 'x-sub': 'auth0|ada' } }],
  ['an identity beside a request context', { requestContext: {}, identity: { resolverContext: CONTEXT } }],
  ['a Cognito user of AppSync', { identity: { ...CONTEXT, claims: CONTEXT } }],
])('there is no caller in %s', (_title, event) => {
  expect(principalOf(event)).toBeUndefined();
});

test('an event of any shape is read without an error', () => {
  const anything = fc.record(
    { version: fc.anything(), requestContext: fc.anything(), identity: fc.anything() },
    { requiredKeys: [] },
  );
  fc.assert(fc.property(anything, (event) => expect(principalOf(event)).toBeUndefined()));
});
