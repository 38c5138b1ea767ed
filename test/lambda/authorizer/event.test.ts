import fc from 'fast-check';
import { parseEvent } from '../../../lambda/authorizer/event.ts';
import { AuthorizerFault, type AuthorizerRequest } from '../../../lambda/authorizer/road.ts';
import {
  appSyncEvent,
  http1Event,
  http2Event,
  restRequestEvent,
  restTokenEvent,
  STAGE_ARN,
  samHttp1In2Event,
  samHttp2In1Event,
  webSocketEvent,
} from '../../fixtures/events.ts';

const AUTHORIZATION = ['header:authorization'];
const parse = (event: unknown) => parseEvent(event, AUTHORIZATION);

const bearer = { values: ['Bearer abc'], form: 'bearer' };
const target = { stageArn: STAGE_ARN, method: 'GET', path: '/timesheets' };
const routeKey = 'GET /timesheets';
const requestId = 'gateway-1';

describe('every kind of event is told and reduced to what the road needs', () => {
  test.each<[string, unknown, object]>([
    ['REST TOKEN', restTokenEvent('Bearer abc'), { kind: 'rest-token', presented: bearer, target }],
    [
      'REST REQUEST',
      restRequestEvent('Bearer abc'),
      { kind: 'rest-request', requestId, presented: bearer, target: { ...target, routeKey } },
    ],
    [
      'HTTP API, payload 1.0',
      http1Event('Bearer abc'),
      { kind: 'http-1.0', requestId, presented: bearer, target: { ...target, routeKey } },
    ],
    [
      'HTTP API, payload 2.0',
      http2Event('Bearer abc'),
      { kind: 'http-2.0', requestId, presented: bearer, target: { ...target, routeKey } },
    ],
    [
      'WebSocket',
      webSocketEvent('Bearer abc'),
      {
        kind: 'websocket',
        requestId,
        presented: bearer,
        target: { stageArn: STAGE_ARN, method: '', path: '', routeKey: '$connect' },
      },
    ],
    ['AppSync', appSyncEvent('abc'), { kind: 'appsync', requestId, presented: { values: ['abc'], form: 'either' } }],
    [
      'AppSync, an event without headers, as it was once sent',
      appSyncEvent('abc', { requestHeaders: undefined }),
      { kind: 'appsync', requestId, presented: { values: ['abc'], form: 'either' } },
    ],
    [
      "SAM's payload 2.0 in an event of 1.0",
      samHttp2In1Event('Bearer abc'),
      { kind: 'http-2.0', requestId, presented: bearer, target: { ...target, routeKey } },
    ],
    [
      "SAM's payload 1.0 in an event of 2.0",
      samHttp1In2Event('Bearer abc'),
      { kind: 'http-1.0', requestId, presented: bearer, target: { ...target, routeKey } },
    ],
    [
      "SAM's REST event, without stage name and with title-cased headers",
      restRequestEvent(
        undefined,
        { stageArn: 'arn:aws:execute-api:us-east-1:123456789012:1234567890/None' },
        { headers: { Authorization: 'Bearer abc' }, multiValueHeaders: { Authorization: ['Bearer abc'] } },
      ),
      {
        kind: 'rest-request',
        requestId,
        presented: bearer,
        target: { ...target, stageArn: 'arn:aws:execute-api:us-east-1:123456789012:1234567890/None', routeKey },
      },
    ],
  ])('%s', (_title, event, expected) => {
    expect(parse(event)).toEqual(expected);
    expect(parse(JSON.parse(JSON.stringify(event)))).toEqual(expected);
  });
});

describe('what is asked for', () => {
  const asked = (event: unknown) => parse(event).target;

  test.each<[string, string]>([
    ['another partition', 'arn:aws-cn:execute-api:cn-north-1:123456789012:abc123/prod'],
    ['the partition of the US government', 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abc123/v1'],
    ['the default stage of an HTTP API', 'arn:aws:execute-api:eu-west-1:123456789012:abc123/$default'],
    ['a test of a method in the console', 'arn:aws:execute-api:eu-west-1:123456789012:abc123/test-invoke-stage'],
    ['a test of an authorizer in the console', 'arn:aws:execute-api:eu-west-1:123456789012:abc123/ESTestInvoke-stage'],
  ])('is relative to the stage of the event’s own ARN: %s', (_title, stageArn) => {
    const route = { stageArn, method: 'GET', path: '/timesheets' };
    expect(asked(restTokenEvent('Bearer abc', { stageArn }))).toEqual(route);
    expect(asked(restRequestEvent('Bearer abc', { stageArn }))).toEqual({ ...route, routeKey });
    expect(asked(http1Event('Bearer abc', { stageArn }))).toEqual({ ...route, routeKey });
    expect(asked(http2Event('Bearer abc', { stageArn }))).toEqual({ ...route, routeKey });
    expect(asked(webSocketEvent('Bearer abc', { stageArn }))).toMatchObject({ stageArn, routeKey: '$connect' });
  });

  test('is the path of the ARN, not that of the event, which holds the base path of a custom domain', () => {
    const atBasePath = {
      path: '/v1/timesheets',
      requestContext: { path: '/v1/timesheets', domainName: 'api.example' },
    };
    expect(asked(restRequestEvent('Bearer abc', {}, atBasePath))).toEqual({ ...target, routeKey });
    expect(asked(http1Event('Bearer abc', {}, atBasePath))).toEqual({ ...target, routeKey });
    expect(asked(http2Event('Bearer abc', {}, { rawPath: '/v1/timesheets' }))).toEqual({ ...target, routeKey });
  });

  test.each(['/', '/a//b', '/a/*', '/timesheets/', '/a/b?c', '/a\nb', '/ä', '/$connect', '/prod/GET/x'])(
    'is the caller’s own path, whatever it holds: %j',
    (path) => {
      expect(asked(restTokenEvent('Bearer abc', { path }))).toEqual({ ...target, path });
    },
  );

  test('is the root where the ARN ends with the method', () => {
    expect(asked(restTokenEvent('Bearer abc', { path: '' }))).toEqual({ ...target, path: '/' });
  });

  test.each(['DELETE', 'OPTIONS', 'M-SEARCH'])('may be any method: %s', (method) => {
    expect(asked(http2Event('Bearer abc', { method }))).toMatchObject({ method, routeKey: `${method} /timesheets` });
  });

  test('names the route as the API does, not as the caller wrote the path', () => {
    const route = { path: '/timesheets/1', resource: '/timesheets/{id}' };
    const expected = { ...target, path: '/timesheets/1', routeKey: 'GET /timesheets/{id}' };
    expect(asked(restRequestEvent('Bearer abc', route))).toEqual(expected);
    expect(asked(http1Event('Bearer abc', route))).toEqual(expected);
    expect(asked(http2Event('Bearer abc', route))).toEqual(expected);
    expect(asked(samHttp2In1Event('Bearer abc', route))).toEqual(expected);
    expect(asked(samHttp1In2Event('Bearer abc', route))).toEqual(expected);
  });

  test('names the default route of an HTTP API', () => {
    const route = { path: '/anything', resource: '$default' };
    const expected = { ...target, path: '/anything', routeKey: '$default' };
    expect(asked(http1Event('Bearer abc', route))).toEqual(expected);
    expect(asked(http2Event('Bearer abc', route))).toEqual(expected);
    const arnOfRoute = http2Event('Bearer abc', route, { routeArn: `${STAGE_ARN}/$default` });
    expect(asked(arnOfRoute)).toEqual({ stageArn: STAGE_ARN, method: '', path: '', routeKey: '$default' });
  });

  test('names no route where the event does not', () => {
    const event = restRequestEvent('Bearer abc', {}, { resource: undefined });
    expect(asked(event)).toEqual({ ...target, routeKey: undefined });
  });
});

test('the fault of an event of no known kind says what is expected and what to do', () => {
  expect(() => parse('text')).toThrow(
    new Error(
      'unsupported_event: received no event but string; expected the event of a Lambda authorizer of a REST API (type "TOKEN" or "REQUEST", methodArn), ' +
        'an HTTP API (methodArn or routeArn), a WebSocket API (methodArn, requestContext.eventType "CONNECT") or ' +
        'an AppSync GraphQL API (authorizationToken, requestContext.queryString); attach the function to an API as its authorizer',
    ),
  );
});

test('an event without the gateway’s id of the request has none', () => {
  const withoutId = (requestContext: unknown) => parse(http1Event('Bearer abc', {}, { requestContext })).requestId;
  expect(withoutId(undefined)).toBeUndefined();
  expect(withoutId(null)).toBeUndefined();
  expect(withoutId({ requestId: 7 })).toBeUndefined();
});

describe('an event of no known kind is unsupported_event, by its keys and never by their values', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'received no event but undefined; expected the event of a Lambda authorizer'],
    ['null', null, 'received no event but null; '],
    ['an empty object', {}, 'received no event but {}; '],
    ['a queue’s event', { Records: [{ body: 'secret' }] }, 'received an event with Records; expected'],
    [
      'a backend’s event, which has no ARN',
      { ...http2Event('secret'), routeArn: undefined },
      'an event with version, ',
    ],
    [
      'a TOKEN event without its ARN',
      { type: 'TOKEN', authorizationToken: 'secret' },
      'with type, authorizationToken;',
    ],
    ['an ARN without a type', { methodArn: `${STAGE_ARN}/GET/secret` }, 'an event with methodArn; expected'],
    [
      'an ARN with a version and without a type',
      { methodArn: `${STAGE_ARN}/GET/secret`, version: '1.0' },
      'an event with methodArn, version; expected',
    ],
    [
      'more keys than a message has room for',
      Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, 'secret'])),
      `an event with ${Array.from({ length: 20 }, (_, index) => `k${index}`).join(', ')}; expected`,
    ],
    [
      'an AppSync Event API’s event',
      appSyncEvent('secret', { requestContext: { operation: 'EVENT_PUBLISH', channel: '/secret/1' } }),
      'an event with authorizationToken, requestContext, requestHeaders; expected',
    ],
  ])('%s', (_title, event, message) => {
    const error = faultOf(() => parse(event));
    expect(error).toMatchObject({ name: 'AuthorizerFault', reason: 'unsupported_event' });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('secret');
  });

  test.each([
    'no arn',
    'arn:aws:lambda:eu-west-1:123456789012:function:secret',
    STAGE_ARN,
    `${STAGE_ARN}/`,
    `${STAGE_ARN}/$disconnect`,
    `${STAGE_ARN}/GET secret/x`,
    ` ${STAGE_ARN}/GET/x`,
  ])('an ARN of another form: %s', (arn) => {
    const form = 'is not of the form arn:{partition}:execute-api:{region}:{account}:{apiId}/{stage}/{METHOD}/{path}';
    for (const event of [
      { type: 'TOKEN', methodArn: arn },
      restRequestEvent('x', {}, { methodArn: arn }),
      http1Event('x', {}, { methodArn: arn }),
      webSocketEvent('x', {}, { methodArn: arn }),
    ]) {
      const { message } = faultOf(() => parse(event));
      expect(message).toContain(`unsupported_event: methodArn ${form}`);
      expect(message).not.toContain('secret');
    }
    const { message } = faultOf(() => parse(http2Event('x', {}, { routeArn: arn })));
    expect(message).toContain(`unsupported_event: routeArn ${form}`);
  });
});

test('an event of any shape is read or is unsupported_event, never an error that nobody foresaw', () => {
  const sources = [...AUTHORIZATION, 'cookie:session', 'query:access_token', 'protocol:bearer'];
  const members = Object.keys({ ...http1Event('x'), ...http2Event('x'), ...appSyncEvent('x'), cookies: [] });
  const anything = fc.record(Object.fromEntries(members.map((name) => [name, fc.anything()])), { requiredKeys: [] });
  const arns = fc.constantFrom({ methodArn: `${STAGE_ARN}/GET/x` }, { routeArn: `${STAGE_ARN}/GET/x` }, {});
  const types = fc.constantFrom({ type: 'TOKEN' }, { type: 'REQUEST' }, {});
  fc.assert(
    fc.property(fc.oneof(anything, fc.anything()), arns, types, (event, arn, type) => {
      try {
        const { presented } = parseEvent({ ...(event as object), ...arn, ...type }, sources);
        expect(presented.values.every((value) => typeof value === 'string')).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AuthorizerFault);
      }
    }),
  );
});

function faultOf(read: () => AuthorizerRequest): Error {
  try {
    read();
  } catch (error) {
    return error as Error;
  }
  throw new Error('the event was read');
}
