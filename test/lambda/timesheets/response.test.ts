import { toProxyResult } from '../../../lambda/timesheets/response.ts';

const response = { statusCode: 201, headers: { Location: '/timesheets/1' }, body: { id: '1' } };
const always = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  Location: '/timesheets/1',
};
const exposed = { 'Access-Control-Expose-Headers': 'Location, Idempotency-Replayed, WWW-Authenticate' };

test.each([
  ['without an allowed origin, no CORS headers', undefined, {}],
  [
    'one allowed origin is named, and varies',
    'https://app.example.com',
    { ...exposed, 'Access-Control-Allow-Origin': 'https://app.example.com', Vary: 'Origin' },
  ],
  ['every origin does not vary', '*', { ...exposed, 'Access-Control-Allow-Origin': '*' }],
])('%s', (_, allowOrigin, cors) => {
  expect(toProxyResult(response, allowOrigin)).toEqual({
    statusCode: 201,
    headers: { ...always, ...cors },
    body: '{"id":"1"}',
  });
});
