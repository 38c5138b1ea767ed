/** Good tokens in bad headers, cookies and parameters; each with its exact reason. */
import { http1Event, restRequestEvent } from '../../fixtures/events.ts';
import { signingKey, token } from '../../fixtures/tokens.ts';
import { type Attack, expectRefused } from './attack.ts';

const key = signingKey();
const valid = token(key);
const other = token(key, { claims: { sub: 'user-2' } });
const bearer = `Bearer ${valid}`;

const named = (reason: Attack['reason'], values: readonly string[]): Attack[] =>
  values.map((authorization) => ({
    title: JSON.stringify(authorization.replaceAll(valid, 'TOKEN').replaceAll(other, 'OTHER')),
    reason,
    authorization,
    token: valid,
  }));

/** RFC 6750 §2.1, RFC 9110 §11.4: one scheme, spaces, one token. */
const headers: Attack[] = [
  ...named('unsupported_scheme', [
    `Bearer\u00a0${valid}`,
    `Bearer\u2003${valid}`,
    `Bearer\0${valid}`,
    `Bearer\u200b ${valid}`,
    `Bearer: ${valid}`,
    `Bearer=${valid}`,
    `"Bearer" ${valid}`,
    `"Bearer ${valid}"`,
    `\u00a0${bearer}`,
    `\0${bearer}`,
    `\ufeff${bearer}`,
    `Authorization: ${bearer}`,
    `\uff22earer ${valid}`,
    `Be\u0430rer ${valid}`,
    `Bearer\n${valid}`,
    `Token ${valid}`,
    `JWT ${valid}`,
    `Basic ${Buffer.from(`user:${valid}`).toString('base64')}`,
    `Negotiate ${valid}`,
    `Digest token="${valid}"`,
    `{"Bearer": "${valid}"}`,
    `Basic x ${bearer}`,
  ]),
  ...named('malformed_header', [
    `${bearer}, ${bearer}`,
    `${bearer},`,
    `, ${bearer}`,
    `Bearer , ${valid}`,
    `Bearer,${valid}`,
    `Bearer Bearer ${valid}`,
    `${bearer} ${other}`,
    `${bearer}\t`,
    `\t${bearer}`,
    `Bearer \t${valid}`,
    `Bearer\t ${valid}`,
    `${bearer}\r\nX-Admin: true`,
    `${bearer}\n`,
    `${bearer}\u00a0`,
    `${bearer}\u2028`,
    `${bearer}\u3000${other}`,
    `${bearer} realm="x"`,
    `${bearer}, scope="admin"`,
    `Bearer token="${valid}", ${bearer}`,
  ]),
  ...named('malformed_token', [
    `Bearer "${valid}"`,
    `Bearer '${valid}'`,
    `Bearer <${valid}>`,
    `Bearer token=${valid}`,
    `Bearer \0${valid}`,
    `${bearer}\0`,
    `${bearer};`,
    `${bearer}\u200b`,
    `${bearer}#fragment`,
    `${bearer}%0A`,
    `Bearer \u202e${valid}`,
    `Bearer {${valid}}`,
    `Bearer Bearer:${valid}`,
  ]),
  ...named('opaque_token', [
    'Bearer Bearer',
    'Bearer undefined',
    'Bearer null',
    'Bearer [object\u0000Object]',
    `Bearer ${valid.replaceAll('.', '')}`,
  ]),
];

const twice = (title: string, reason: Attack['reason'], changes: object): Attack[] =>
  [restRequestEvent, http1Event].map((event) => ({
    title: `${title}, ${event.name}`,
    reason,
    event: event(undefined, {}, { headers: {}, multiValueHeaders: {}, ...changes }),
    tokens: [valid, other],
  }));

const severalHeaders: Attack[] = [
  ...twice('two tokens in one header name', 'malformed_header', {
    multiValueHeaders: { Authorization: [bearer, `Bearer ${other}`] },
  }),
  ...twice('two tokens in two spellings', 'malformed_header', {
    headers: { authorization: bearer, AUTHORIZATION: `Bearer ${other}` },
  }),
  ...twice('maps that contradict each other', 'malformed_header', {
    headers: { Authorization: bearer },
    multiValueHeaders: { Authorization: [`Bearer ${other}`] },
  }),
  ...twice('Basic first', 'unsupported_scheme', { multiValueHeaders: { Authorization: ['Basic dTpw', bearer] } }),
  ...twice('Basic last', 'malformed_header', { multiValueHeaders: { Authorization: [bearer, 'Basic dTpw'] } }),
  ...twice('the same token in two cases', 'malformed_header', {
    multiValueHeaders: { Authorization: [bearer, bearer.toLowerCase()] },
  }),
  ...twice('a proxy’s header', 'missing_token', { headers: { 'Proxy-Authorization': bearer } }),
  ...twice('a forwarded header', 'missing_token', {
    headers: { 'X-Forwarded-Authorization': bearer, 'X-Amzn-Remapped-Authorization': bearer },
  }),
  ...twice('a name with an underscore', 'missing_token', {
    headers: { Authorization_: bearer, ' Authorization': bearer, 'Authorization ': bearer },
  }),
  ...twice('a token in the query, which is no source here', 'missing_token', {
    queryStringParameters: { access_token: valid, Authorization: bearer },
  }),
  ...twice('a token in a cookie, which is no source here', 'missing_token', {
    headers: { Cookie: `Authorization=${bearer}; session=${valid}` },
  }),
  ...twice('a header that is a list of lists', 'missing_token', { multiValueHeaders: { Authorization: [[bearer]] } }),
  ...twice('a header that is an object', 'missing_token', { headers: { Authorization: { 0: bearer } } }),
  ...twice('headers that are a list', 'missing_token', { headers: ['Authorization', bearer] }),
  ...twice('headers in __proto__', 'missing_token', {
    headers: JSON.parse(`{"__proto__":{"Authorization":"${bearer}"}}`),
  }),
];

const from = (title: string, reason: Attack['reason'], source: string, changes: object): Attack => ({
  title: `${source}: ${title}`,
  reason,
  event: restRequestEvent(undefined, {}, { headers: {}, multiValueHeaders: null, ...changes }),
  tokens: [valid, other],
  rest: { tokenSources: [source] },
});
const cookie = (title: string, reason: Attack['reason'], text: string): Attack =>
  from(title, reason, 'cookie:session', { headers: { Cookie: text } });

const otherSources: Attack[] = [
  cookie('Bearer before the token', 'malformed_header', `session=${bearer}`),
  cookie('Bearer in quotes', 'malformed_header', `session="${bearer}"`),
  cookie('two tokens', 'malformed_header', `session=${valid}; session=${other}`),
  cookie('one quote', 'malformed_token', `session="${valid}`),
  cookie('two quotes on each side', 'malformed_token', `session=""${valid}""`),
  cookie('single quotes', 'malformed_token', `session='${valid}'`),
  cookie('a comma', 'malformed_header', `session=${valid},x`),
  cookie('a name in other letters', 'missing_token', `Session=${valid}`),
  cookie('a prefix that browsers protect', 'missing_token', `__Host-session=${valid}`),
  cookie('a blank before the equals sign', 'missing_token', `session =${valid}`),
  cookie('an encoded name', 'missing_token', `%73ession=${valid}`),
  from('a bad header is not rescued by a good cookie', 'missing_token', 'header:authorization', {
    headers: { Cookie: `session=${valid}` },
  }),
  from('two values', 'malformed_header', 'query:access_token', {
    multiValueQueryStringParameters: { access_token: [valid, other] },
  }),
  from('a list in brackets', 'missing_token', 'query:access_token', {
    queryStringParameters: { 'access_token[]': valid },
  }),
  from('a name of nature', 'missing_token', 'query:__proto__', { queryStringParameters: { access_token: valid } }),
  from('a name of nature', 'missing_token', 'header:constructor', { headers: { Authorization: bearer } }),
  from('the token before the name', 'missing_token', 'protocol:bearer', {
    headers: { 'Sec-WebSocket-Protocol': `${valid}, bearer` },
  }),
  from('two tokens', 'malformed_header', 'protocol:bearer', {
    headers: { 'Sec-WebSocket-Protocol': `bearer, ${valid}, bearer, ${other}` },
  }),
];

test.each([...headers, ...severalHeaders, ...otherSources])('refuses $title as $reason', (attack) =>
  expectRefused(attack, [key]),
);
