import { principalOf } from '../../../lambda/principal-of.ts';
import { toRequest } from '../../../lambda/timesheets/request.ts';
import { httpEvent, restEvent } from './events.ts';

const asked = {
  query: [
    ['from', '2026-01-01'],
    ['cursor', 'a,b=='],
    ['limit', '5'],
    ['limit', '6'],
  ],
  headers: [
    ['Content-Type', 'application/json'],
    ['Idempotency-Key', 'k-1'],
  ],
  body: '{}',
} as const;

describe.each([
  ['payload 1.0', restEvent],
  ['payload 2.0', httpEvent],
])('%s', (_, eventOf) => {
  test('gives id, caller, headers, parameters and body in one shape', () => {
    expect(toRequest(eventOf(asked))).toEqual({
      requestId: 'request-1',
      principal: principalOf(eventOf(asked)),
      headers: new Map([
        ['host', ['api.example.com']],
        ['content-type', ['application/json']],
        ['idempotency-key', ['k-1']],
      ]),
      query: new Map([
        ['from', ['2026-01-01']],
        ['cursor', ['a,b==']],
        ['limit', ['5', '6']],
      ]),
      body: '{}',
      isBase64Encoded: false,
    });
  });

  test('gives the caller of whom the authorizer spoke', () => {
    expect(toRequest(eventOf()).principal?.sub).toBe('auth0|ada');
  });

  test('gives no caller, parameters or body where there are none', () => {
    const request = toRequest(eventOf({ context: null }));
    expect(request.principal).toBeUndefined();
    expect(request.query).toEqual(new Map());
    expect(request.body).toBeUndefined();
  });
});

test('header names that differ in case alone are one header', () => {
  const request = toRequest(
    restEvent({
      headers: [
        ['X-Key', 'a'],
        ['x-key', 'b'],
      ],
    }),
  );
  expect(request.headers.get('x-key')).toEqual(['a', 'b']);
});

test('an event without the multi-value maps gives its single values', () => {
  const event = restEvent(asked);
  const request = toRequest({ ...event, multiValueHeaders: null, multiValueQueryStringParameters: null } as never);
  expect(request.headers.get('idempotency-key')).toEqual(['k-1']);
  expect(request.query.get('limit')).toEqual(['6']);
});
