/** What an answer is taken for, row by row. */
import { type Kind, kindOf, lookAtChallenge, lookAtPreflight, outcomeOf } from '../../../bin/verify/sight.ts';

const answer = (status: number, headers: Record<string, string> = {}, body = '') => ({
  status,
  headers: new Map(Object.entries(headers)),
  body,
  elapsedMs: 0,
});

const missing = { 'x-amzn-errortype': 'MissingAuthenticationTokenException' };

test.each<[Kind, number, Record<string, string>, string, string]>([
  ['rest', 200, {}, '', 'let in'],
  ['rest', 302, {}, '', 'let in'],
  ['rest', 400, {}, '', 'answered'],
  ['rest', 404, {}, '{"message":"Not Found"}', 'answered'],
  ['rest', 401, {}, '', 'unauthorized'],
  ['rest', 403, { 'x-amzn-errortype': 'AccessDeniedException' }, '', 'forbidden'],
  ['rest', 403, missing, '', 'no route'],
  // As an API answers that has a gateway response of its own for it.
  ['rest', 404, missing, '', 'no route'],
  ['rest', 403, { 'x-amzn-errortype': 'ForbiddenException:http://internal.amazon.com/' }, '', 'no route'],
  ['rest', 413, {}, '', 'too long'],
  ['rest', 414, {}, '', 'too long'],
  ['rest', 429, {}, '', 'throttled'],
  ['rest', 504, {}, '', 'fault'],
  ['http', 404, {}, '{"message":"Not Found"}', 'no route'],
  ['http', 404, {}, '{"message":"No such order"}', 'answered'],
  ['http', 403, missing, '', 'forbidden'],
])('a %s API that answers %i %j %s: %s', (kind, status, headers, body, sight) => {
  expect(outcomeOf(answer(status, headers, body), kind)).toBe(sight);
});

test.each([
  [
    { 'apigw-requestid': 'x', 'x-amzn-requestid': 'x' },
    { kind: 'http', header: 'apigw-requestid' },
  ],
  [{ 'x-amz-apigw-id': 'x' }, { kind: 'rest', header: 'x-amz-apigw-id' }],
  [{ 'x-amzn-requestid': 'x' }, { kind: 'rest', header: 'x-amzn-requestid' }],
  [{ server: 'nginx' }, undefined],
])('%j is the mark of %j', (headers, kind) => {
  expect(kindOf(answer(401, headers))).toEqual(kind);
});

test.each([
  ['Bearer', undefined, undefined, 'as set'],
  ['bearer realm="a b"', 'a b', undefined, 'as set'],
  ['Bearer realm="a", error="insufficient_scope"', undefined, 'insufficient_scope', 'as set'],
  ['Bearer realm="a",error="insufficient_scope"', 'a', 'insufficient_scope', 'as set'],
  ['Bearer realm="a"', 'a', 'insufficient_scope', 'different'],
  ['Bearer realm="ab"', 'a', undefined, 'different'],
  ['Bearer', 'a', undefined, 'different'],
  ['BearerToken', undefined, undefined, 'different'],
])('the challenge %s, with realm %s and error %s expected, is %s', (challenge, realm, error, sight) => {
  expect(lookAtChallenge(realm, error)(answer(401, { 'www-authenticate': challenge }))).toBe(sight);
});

test.each([
  [{ methods: 'GET,POST', headers: 'Content-Type, Authorization' }, 'as set'],
  [{ methods: '*', headers: 'authorization' }, 'as set'],
  [{ methods: 'POST', headers: 'authorization' }, 'different'],
  [{ methods: 'GET', headers: '*' }, 'different'],
])('a preflight that allows %j is %s', ({ methods, headers }, sight) => {
  const allowed = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': methods,
    'access-control-allow-headers': headers,
  };
  expect(lookAtPreflight('https://app.example', 'GET', 'http')(answer(204, allowed))).toBe(sight);
});
