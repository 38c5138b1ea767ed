import { findToken } from '../../../lambda/authorizer/event-token.ts';
import { http1Event, http2Event, restRequestEvent, webSocketEvent } from '../../fixtures/events.ts';

type Event = Record<string, unknown>;

/** A REST REQUEST event with these members in place of its own. */
const request = (changes: Event) => restRequestEvent(undefined, {}, changes) as unknown as Event;
const http2 = (changes: Event) => http2Event(undefined, {}, changes) as unknown as Event;

const none = { values: [], form: 'bearer' };

describe('a header', () => {
  const find = (event: unknown, source = 'header:authorization') => findToken(event as Event, [source]);

  test.each(['authorization', 'Authorization', 'AUTHORIZATION', 'aUtHoRiZaTiOn'])(
    'is found in any spelling: %s',
    (name) => {
      const found = { values: ['Bearer abc'], form: 'bearer' };
      expect(find(request({ headers: { [name]: 'Bearer abc' }, multiValueHeaders: null }))).toEqual(found);
      expect(find(request({ headers: null, multiValueHeaders: { [name]: ['Bearer abc'] } }))).toEqual(found);
      expect(find(http2({ headers: { [name]: 'Bearer abc' } }))).toEqual(found);
      expect(find(request({ headers: { authorization: 'Bearer abc' } }), `header:${name}`)).toEqual(found);
    },
  );

  test('is found under another name', () => {
    const event = request({ headers: { 'X-Api-Token': 'Bearer abc', Authorization: 'Bearer def' } });
    expect(find(event, 'header:x-api-token')).toEqual({ values: ['Bearer abc'], form: 'bearer' });
  });

  test('that is in both maps is one value', () => {
    expect(find(http1Event('Bearer abc'))).toEqual({ values: ['Bearer abc'], form: 'bearer' });
  });

  test('that came twice gives both values, the last of which is in the other map as well', () => {
    const multiValueHeaders = { Authorization: ['Bearer abc', 'Bearer def'] };
    const event = request({ headers: { Authorization: 'Bearer def' }, multiValueHeaders });
    expect(find(event).values).toEqual(['Bearer abc', 'Bearer def']);
  });

  test('that came in two spellings gives both values', () => {
    const event = request({ headers: { authorization: 'Bearer abc', Authorization: 'Bearer def' } });
    expect(find(event).values).toEqual(['Bearer abc', 'Bearer def']);
  });

  test.each<[string, Event]>([
    ['without the header', { headers: {}, multiValueHeaders: {} }],
    ['with null for its maps', { headers: null, multiValueHeaders: null }],
    ['without its maps', { headers: undefined, multiValueHeaders: undefined }],
    ['with an empty value', { headers: { Authorization: '' }, multiValueHeaders: { Authorization: [''] } }],
    ['with a blank value', { headers: { Authorization: '   ' } }],
    ['with a value that is no text', { headers: { Authorization: 7 }, multiValueHeaders: { Authorization: [null] } }],
    ['whose maps are texts', { headers: 'Authorization', multiValueHeaders: 'Bearer abc' }],
  ])('is not there in an event %s', (_title, changes) => {
    expect(find(request(changes))).toEqual(none);
  });

  test('that every object inherits is not there', () => {
    expect(find(request({ headers: {} }), 'header:constructor')).toEqual(none);
  });
});

describe('a cookie', () => {
  const find = (event: Event) => findToken(event, ['cookie:session']);

  test.each<[string, string]>([
    ['alone', 'session=abc'],
    ['among others', 'theme=dark; session=abc; lang=de'],
    ['without blanks', 'theme=dark;session=abc;lang=de'],
    ['in double quotes', 'session="abc"'],
    ['after one whose name ends alike', 'my-session=def; session=abc'],
    ['after one whose name begins alike', 'session2=def; session=abc'],
    ['after one without a value', 'session; session=abc'],
    ['beside one that is spelled otherwise, since names of cookies have a case', 'Session=def; session=abc'],
  ])('is found %s', (_title, cookie) => {
    const found = { values: ['abc'], form: 'token' };
    expect(find(request({ headers: { Cookie: cookie }, multiValueHeaders: null }))).toEqual(found);
    expect(find(request({ multiValueHeaders: { cookie: [cookie] } }))).toEqual(found);
    expect(find(http2({ cookies: cookie.split(/; ?/) }))).toEqual(found);
  });

  test('keeps what follows the first equals sign', () => {
    expect(find(request({ headers: { Cookie: 'session=a=b==' } })).values).toEqual(['a=b==']);
  });

  test('is found in the array and in the header that SAM gives as well', () => {
    const event = http2({ cookies: ['session=abc'], headers: { Cookie: 'session="abc"' } });
    expect(find(event)).toEqual({ values: ['abc'], form: 'token' });
  });

  test('that came twice, for two paths, gives both values', () => {
    expect(find(request({ headers: { Cookie: 'session=abc; session=def' } })).values).toEqual(['abc', 'def']);
    expect(find(http2({ cookies: ['session=abc', 'session=def'] })).values).toEqual(['abc', 'def']);
  });

  test.each(['x"abc"', '"abc"x'])('keeps quotes that are not around all of it: %s', (value) => {
    expect(find(http2({ cookies: [`session=${value}`] })).values).toEqual([value]);
  });

  test.each<[string, Event]>([
    ['without cookies', { cookies: undefined }],
    ['with null for cookies', { cookies: null }],
    ['with other cookies', { cookies: ['theme=session=abc'] }],
    ['with an empty cookie', { cookies: ['session=', 'session=""'] }],
  ])('is not there in an event %s', (_title, changes) => {
    expect(find(http2(changes))).toEqual(none);
  });
});

describe('a parameter of the query', () => {
  const find = (event: unknown) => findToken(event as Event, ['query:access_token']);
  const found = { values: ['abc'], form: 'token' };

  test('is found in one map, in the other, and in both', () => {
    const queryStringParameters = { access_token: 'abc' };
    const multiValueQueryStringParameters = { access_token: ['abc'] };
    expect(find(request({ queryStringParameters, multiValueQueryStringParameters }))).toEqual(found);
    expect(find(request({ queryStringParameters }))).toEqual(found);
    expect(find(request({ queryStringParameters: null, multiValueQueryStringParameters }))).toEqual(found);
    expect(find(http2({ queryStringParameters, rawQueryString: 'access_token=abc' }))).toEqual(found);
    expect(find(webSocketEvent(undefined, {}, { queryStringParameters }))).toEqual(found);
  });

  test('is found in the raw query where that is all there is', () => {
    expect(find(http2({ rawQueryString: 'a=1&access_token=abc' }))).toEqual(found);
    expect(find(http2({ queryStringParameters: null, rawQueryString: 'access%5Ftoken=%61bc' }))).toEqual(found);
  });

  test('that came twice gives both values', () => {
    const multiValueQueryStringParameters = { access_token: ['abc', 'def'] };
    expect(find(request({ multiValueQueryStringParameters })).values).toEqual(['abc', 'def']);
    expect(find(http2({ rawQueryString: 'access_token=abc&access_token=def' })).values).toEqual(['abc', 'def']);
  });

  test('has its name in one spelling only', () => {
    expect(find(request({ queryStringParameters: { Access_Token: 'abc' } }))).toEqual(none);
  });

  test.each<[string, Event]>([
    ['with null for its maps', { queryStringParameters: null, multiValueQueryStringParameters: null }],
    ['without its maps', { queryStringParameters: undefined, multiValueQueryStringParameters: undefined }],
    ['with an empty value', { queryStringParameters: { access_token: '' } }],
  ])('is not there in an event %s', (_title, changes) => {
    expect(find(request(changes))).toEqual(none);
  });

  test('that every object inherits is not there', () => {
    expect(findToken(request({}), ['query:constructor'])).toEqual(none);
  });
});

describe('a WebSocket subprotocol', () => {
  const find = (headers: unknown, multiValueHeaders: unknown = null) =>
    findToken(webSocketEvent(undefined, {}, { headers, multiValueHeaders }) as unknown as Event, ['protocol:bearer']);
  const found = { values: ['abc'], form: 'token' };

  test.each([
    'bearer, abc',
    'bearer,abc',
    'bearer ,  abc',
    'graphql-ws, bearer, abc',
    'bearer, abc, graphql-ws',
    'Bearer, def, bearer, abc',
  ])('is the one that follows its name: %s', (list) => {
    expect(find({ 'Sec-WebSocket-Protocol': list })).toEqual(found);
    expect(find({ 'sec-websocket-protocol': list }, { 'Sec-Websocket-Protocol': [list] })).toEqual(found);
  });

  test('may stand in the next header', () => {
    expect(find({ 'Sec-WebSocket-Protocol': 'abc' }, { 'Sec-WebSocket-Protocol': ['bearer', 'abc'] })).toEqual(found);
  });

  test('that came twice gives both values', () => {
    expect(find({ 'Sec-WebSocket-Protocol': 'bearer, abc, bearer, def' }).values).toEqual(['abc', 'def']);
  });

  test.each(['bearer', 'abc', 'bearer,', 'bearer2, abc', 'abc, bearer'])('is not there in %j', (list) => {
    expect(find({ 'Sec-WebSocket-Protocol': list })).toEqual(none);
    expect(find({ 'Sec-WebSocket-Protocol': list }, { 'Sec-WebSocket-Protocol': [list] })).toEqual(none);
  });
});

describe('several sources', () => {
  const sources = ['header:authorization', 'cookie:session', 'query:access_token'];
  const event = (headers: Record<string, string>, access_token?: string) =>
    request({ headers, multiValueHeaders: null, queryStringParameters: { access_token } });

  test('are asked in order, and the first that holds a value decides', () => {
    expect(findToken(event({ Authorization: 'Bearer a', Cookie: 'session=b' }, 'c'), sources)).toEqual({
      values: ['Bearer a'],
      form: 'bearer',
    });
    expect(findToken(event({ Cookie: 'session=b' }, 'c'), sources)).toEqual({ values: ['b'], form: 'token' });
    expect(findToken(event({}, 'c'), sources)).toEqual({ values: ['c'], form: 'token' });
    expect(findToken(event({}), sources)).toEqual(none);
  });

  test('are passed over where they are empty, not where they are bad', () => {
    expect(findToken(event({ Authorization: ' ', Cookie: 'session=' }, 'c'), sources).values).toEqual(['c']);
    expect(findToken(event({ Authorization: 'Basic x' }, 'c'), sources).values).toEqual(['Basic x']);
    expect(findToken(event({ Authorization: '\t' }, 'c'), sources).values).toEqual(['\t']);
  });

  test('that are not named are not asked', () => {
    expect(findToken(event({ Authorization: 'Bearer a' }, 'c'), ['cookie:session'])).toEqual(none);
  });
});
