import { Duration, type Stack } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpLambdaAuthorizer,
  type HttpLambdaAuthorizerProps,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { call, fixture, start, synthesize, type TestGateway } from './support.ts';

const CACHE_SECONDS = 60;
const ORIGIN = 'https://app.test';

function build(stack: Stack): void {
  const backend = fixture(stack, 'Backend', 'backend');
  const authorizer = fixture(stack, 'Authorizer', 'http-authorizer', { timeout: Duration.seconds(1) });
  const api = new HttpApi(stack, 'Api', {
    createDefaultStage: false,
    corsPreflight: {
      allowOrigins: [ORIGIN, 'http://*'],
      allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
      allowHeaders: ['authorization'],
      exposeHeaders: ['location'],
      allowCredentials: true,
      maxAge: Duration.hours(1),
    },
  });
  new HttpStage(stack, 'Stage', { httpApi: api, stageName: 'v1', autoDeploy: true });
  const simple = { responseTypes: [HttpLambdaResponseType.SIMPLE], resultsCacheTtl: Duration.seconds(0) };
  const resultsCacheTtl = Duration.seconds(CACHE_SECONDS);
  const guard = (id: string, props: HttpLambdaAuthorizerProps) => new HttpLambdaAuthorizer(id, authorizer, props);

  const expose = (path: string, guarded?: HttpLambdaAuthorizer, ...methods: HttpMethod[]) =>
    api.addRoutes({
      path,
      methods: methods.length > 0 ? methods : [HttpMethod.ANY],
      integration: new HttpLambdaIntegration('Integration', backend),
      authorizer: guarded,
    });
  expose('/open');
  expose('/open/{id}', undefined, HttpMethod.GET);
  expose('/guarded', guard('Simple', simple), HttpMethod.GET);
  expose('/any', guard('Any', simple));
  expose('/policy', guard('Policy', { ...simple, responseTypes: [HttpLambdaResponseType.IAM] }), HttpMethod.GET);
  const both = [HttpLambdaResponseType.IAM, HttpLambdaResponseType.SIMPLE];
  expose('/both', guard('Both', { ...simple, responseTypes: both }), HttpMethod.GET);
  const cached = guard('Cached', { resultsCacheTtl, responseTypes: [HttpLambdaResponseType.SIMPLE] });
  expose('/cached/one', cached, HttpMethod.GET);
  expose('/cached/two', cached, HttpMethod.GET);
  const cachedPolicy = guard('CachedPolicy', { resultsCacheTtl, responseTypes: [HttpLambdaResponseType.IAM] });
  expose('/cached-policy/{id}', cachedPolicy, HttpMethod.GET);
  const byRoute = guard('ByRoute', {
    resultsCacheTtl,
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: ['$request.header.Authorization', '$context.routeKey', '$request.querystring.tenant'],
  });
  expose('/by-route/one', byRoute, HttpMethod.GET);
  expose('/by-route/two', byRoute, HttpMethod.GET);
  api.addRoutes({
    path: '/version-1/{id}',
    integration: new HttpLambdaIntegration('Integration1', backend, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
    }),
    authorizer: guard('Policy1', { ...simple, responseTypes: [HttpLambdaResponseType.IAM] }),
  });
  api.addRoutes({
    path: '/impatient',
    integration: new HttpLambdaIntegration('Impatient', fixture(stack, 'Slow', 'backend'), {
      timeout: Duration.millis(100),
    }),
  });
}

let nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await start(synthesize(build), { now: () => nowMs });
});
beforeEach(() => gateway.flushAuthorizerCache());
afterAll(() => gateway.close());

const get = (path: string, authorization?: string, headers: Record<string, string> = {}) =>
  call(gateway.url, { path, headers: { ...(authorization && { Authorization: authorization }), ...headers } });

/** How many calls of the authorizer's function the given requests cost. */
async function authorizerCalls(requests: () => Promise<unknown>): Promise<number> {
  const before = gateway.invocations.get('Authorizer') ?? 0;
  await requests();
  return (gateway.invocations.get('Authorizer') ?? 0) - before;
}

describe('addresses', () => {
  it('carry the name of the stage', () => {
    expect(gateway.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  });

  it.each([
    ['a path without a route', '/nowhere', 'GET'],
    ['the root', '', 'GET'],
    ['a method without a route', '/guarded', 'POST'],
  ])('answer 404 to %s', async (_title, path, method) => {
    const answer = await call(gateway.url, { path, method });
    expect([answer.status, answer.text]).toEqual([404, '{"message":"Not Found"}']);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['apigw-requestid']).toMatch(/^[\da-f-]{36}$/);
  });

  it('answer 404 outside of the stage', async () => {
    const answer = await call(new URL(gateway.url).origin, { path: 'open' });
    expect([answer.status, answer.text]).toEqual([404, '{"message":"Not Found"}']);
  });

  it('take one trailing slash for none', async () => {
    expect((await get('/open/')).status).toBe(200);
  });

  it('have no name of a stage where that is $default', async () => {
    const file = synthesize((stack) => {
      const api = new HttpApi(stack, 'Api');
      const integration = new HttpLambdaIntegration('Integration', fixture(stack, 'Backend', 'backend'));
      new HttpRoute(stack, 'Default', { httpApi: api, routeKey: HttpRouteKey.DEFAULT, integration });
    });
    const plain = await start(file);
    try {
      expect(plain.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const { status, text } = await call(plain.url, { method: 'DELETE', path: 'a/b' });
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({
        routeKey: '$default',
        rawPath: '/a/b',
        requestContext: { stage: '$default', http: { method: 'DELETE', path: '/a/b' } },
      });
    } finally {
      await plain.close();
    }
  });
});

describe('a proxy event of payload 2.0', () => {
  it('holds what the caller sent', async () => {
    const answer = await call(gateway.url, {
      path: '/open/caf%C3%A9?a=1&a=2&b=x%20y',
      headers: [
        ...['Host', 'api.test', 'User-Agent', 'test/1', 'X-Two', 'one', 'x-two', 'two'],
        ...['Cookie', 'a=1; b=2', 'Cookie', 'c=3'],
      ],
    });
    const event = JSON.parse(answer.text);
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'GET /open/{id}',
      rawPath: '/v1/open/caf%C3%A9',
      rawQueryString: 'a=1&a=2&b=x%20y',
      cookies: ['a=1', 'b=2', 'c=3'],
      headers: {
        host: 'api.test',
        'user-agent': 'test/1',
        'x-two': 'one,two',
        'content-length': '0',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24}$/),
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '80',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { a: '1,2', b: 'x y' },
      pathParameters: { id: 'café' },
      requestContext: {
        accountId: '000000000000',
        apiId: event.requestContext.apiId,
        domainName: 'api.test',
        domainPrefix: event.requestContext.apiId,
        http: {
          method: 'GET',
          path: '/v1/open/caf%C3%A9',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test/1',
        },
        requestId: answer.headers['apigw-requestid'],
        routeKey: 'GET /open/{id}',
        stage: 'v1',
        time: '02/Jan/2026:03:04:05 +0000',
        timeEpoch: nowMs,
      },
      isBase64Encoded: false,
    });
  });

  it.each([
    ['text', 'text/plain', 'grüße', 'grüße', false],
    ['JSON', 'application/json; charset=utf-8', '{}', '{}', false],
    ['a form, in base64', 'application/x-www-form-urlencoded', 'a=1', 'YT0x', true],
    ['a body that is no UTF-8, in base64', 'text/plain', Buffer.from([0xff, 0x00]), '/wA=', true],
  ])('holds %s', async (_title, contentType, sent, body, isBase64Encoded) => {
    const headers = { 'Content-Type': contentType };
    const answer = await call(gateway.url, { method: 'POST', path: '/open', headers, body: sent });
    expect(JSON.parse(answer.text)).toMatchObject({ routeKey: 'ANY /open', body, isBase64Encoded });
  });
});

describe('a proxy event of payload 1.0', () => {
  it('holds what the caller sent and what the authorizer said', async () => {
    const { text } = await get('/version-1/7?a=1&a=2', 'policy: context', { 'X-Two': 'one' });
    const event = JSON.parse(text);
    expect(event).toEqual({
      version: '1.0',
      resource: '/version-1/{id}',
      path: '/v1/version-1/7',
      httpMethod: 'GET',
      headers: expect.objectContaining({ 'x-two': 'one', authorization: 'policy: context' }),
      multiValueHeaders: expect.objectContaining({ 'x-two': ['one'] }),
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      pathParameters: { id: '7' },
      stageVariables: null,
      requestContext: expect.objectContaining({
        authorizer: { text: 'a', number: 7, principalId: 'someone', integrationLatency: expect.any(Number) },
        httpMethod: 'GET',
        identity: expect.objectContaining({ sourceIp: '127.0.0.1' }),
        path: '/v1/version-1/7',
        resourceId: 'ANY /version-1/{id}',
        resourcePath: '/version-1/{id}',
        stage: 'v1',
      }),
      body: null,
      isBase64Encoded: false,
    });
  });
});

describe('a backend answer', () => {
  const answered = (value: unknown, path = '/open') =>
    call(gateway.url, {
      method: 'POST',
      path: `${path}?answer=post`,
      headers: { Authorization: 'policy: allow', 'Content-Type': 'application/json' },
      body: JSON.stringify(value),
    });

  it('of payload 2.0 sets status, headers, cookies and body', async () => {
    const answer = await answered({
      statusCode: 201,
      headers: { Location: '/x', 'X-Number': 7, 'WWW-Authenticate': 'Bearer' },
      cookies: ['a=1', 'b=2'],
      body: 'made',
    });
    expect([answer.status, answer.text]).toEqual([201, 'made']);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain;charset=UTF-8',
      'content-length': '4',
      location: '/x',
      'x-number': '7',
      'www-authenticate': 'Bearer',
      'set-cookie': ['a=1', 'b=2'],
    });
  });

  it.each([
    ['an object', { message: 'hello' }, '{"message":"hello"}'],
    ['a list', [1], '[1]'],
    ['a string, as it is', 'hello', 'hello'],
    ['null', null, 'null'],
  ])('of payload 2.0 without a status is a body of a 200: %s', async (_title, value, body) => {
    const answer = await answered(value);
    expect([answer.status, answer.text]).toEqual([200, body]);
    expect(answer.headers['content-type']).toBe('application/json');
  });

  it('in base64 is decoded', async () => {
    const answer = await answered({ statusCode: 200, body: '/wA=', isBase64Encoded: true });
    expect(answer.bytes).toEqual(Buffer.from([0xff, 0x00]));
  });

  it('of payload 1.0 sets status, headers and body', async () => {
    const value = {
      statusCode: 201,
      headers: { 'X-One': '1' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'made',
    };
    const answer = await answered(value, '/version-1/7');
    expect([answer.status, answer.text]).toEqual([201, 'made']);
    expect(answer.headers).toMatchObject({ 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] });
  });

  it.each([
    ['of payload 1.0 without a status', { body: 'x' }, '/version-1/7'],
    ['with a status that is no number', { statusCode: 'ok' }, '/open'],
    ['with a body that is no text', { statusCode: 200, body: {} }, '/open'],
    ['with a header that HTTP does not allow', { statusCode: 200, headers: { 'a b': 'x' } }, '/open'],
  ])('%s is a 500', async (_title, value, path) => {
    const answer = await answered(value, path);
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(gateway.lines.at(-1)?.text).toContain('Backend: Malformed Lambda proxy response: ');
  });

  it('that is an error is a 500', async () => {
    const answer = await get('/open?answer=error');
    expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(gateway.lines.at(-1)?.text).toContain('(Backend failed with TypeError)');
  });

  it('that does not come within the timeout of the integration is a 503', async () => {
    const answer = await get('/impatient?answer=hang');
    expect([answer.status, answer.text]).toEqual([503, '{"message":"Service Unavailable"}']);
    expect(gateway.lines.at(-1)?.text).toContain('(Slow took longer than 100 ms)');
  });
});

it.each([
  ['a body of more than 10 MB', 10 * 1024 * 1024 + 1],
  ['a body that makes an event beyond the 6 MB of a Lambda invocation', 7 * 1024 * 1024],
])('answers 413 to %s', async (_title, lengthBytes) => {
  const answer = await call(gateway.url, { method: 'POST', path: '/open', body: Buffer.alloc(lengthBytes, 'a') });
  expect([answer.status, answer.text]).toEqual([413, '{"message":"Request Entity Too Large"}']);
});

describe('an authorizer', () => {
  it('is not called without its identity source', async () => {
    const calls = await authorizerCalls(async () => {
      const answer = await get('/guarded');
      expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
    });
    expect(calls).toBe(0);
  });

  it.each([
    ['/guarded', 'allow', 200],
    ['/guarded', 'deny', 403],
    ['/guarded', 'unauthorized', 401],
    ['/guarded', 'crash', 500],
    ['/guarded', 'nothing', 500],
    ['/guarded', 'text for a boolean', 500],
    ['/guarded', 'list for a context', 500],
    ['/guarded', 'policy: allow', 500],
    ['/both', 'allow', 200],
    ['/both', 'deny', 403],
    ['/policy', 'policy: allow', 200],
    ['/policy', 'policy: this route', 200],
    ['/policy', 'policy: elsewhere', 403],
    ['/policy', 'policy: deny', 403],
    ['/policy', 'policy: no principal', 500],
    ['/policy', 'unauthorized', 401],
    ['/policy', 'allow', 500],
  ])('of %s that answers "%s" gives %d', async (path, token, status) => {
    const answer = await get(path, token);
    const messages: Record<number, string> = { 401: 'Unauthorized', 403: 'Forbidden', 500: 'Internal Server Error' };
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer.text).toBe(JSON.stringify({ message: messages[status] }));
  });

  it.each([
    ['crash', /\(authorizer \w+ failed with TypeError\)$/],
    ['text for a boolean', /\(authorizer \w+ gave a malformed answer: isAuthorized: expected boolean\)$/],
    ['hang', /\(authorizer \w+ failed with Sandbox\.Timedout\)$/],
  ])('says in the log why "%s" is a 500', async (token, reason) => {
    expect((await get('/guarded', token)).status).toBe(500);
    expect(gateway.lines.at(-1)?.text).toMatch(reason);
  });

  it('hands its context to a backend of payload 2.0 with the types that it has', async () => {
    const { requestContext } = JSON.parse((await get('/guarded', 'context')).text);
    expect(requestContext.authorizer).toEqual({
      lambda: { text: 'a', number: 7, yes: true, list: ['a'], map: { a: null } },
    });
  });

  it('of payload 2.0 is sent the request', async () => {
    const { requestContext } = JSON.parse((await get('/guarded?a=1&a=2', 'event', { Cookie: 'a=1' })).text);
    const { authorizer, ...context } = requestContext;
    expect(authorizer.lambda.event).toEqual({
      version: '2.0',
      type: 'REQUEST',
      routeArn: `arn:aws:execute-api:eu-west-1:000000000000:${context.apiId}/v1/GET/guarded`,
      identitySource: ['event'],
      routeKey: 'GET /guarded',
      rawPath: '/v1/guarded',
      rawQueryString: 'a=1&a=2',
      cookies: ['a=1'],
      headers: expect.objectContaining({ authorization: 'event' }),
      queryStringParameters: { a: '1,2' },
      requestContext: context,
    });
  });

  it('of payload 1.0 is sent the request', async () => {
    const { requestContext } = JSON.parse((await get('/version-1/7?a=1', 'policy: event')).text);
    const { authorizer, ...context } = requestContext;
    expect(JSON.parse(authorizer.event)).toEqual({
      version: '1.0',
      type: 'REQUEST',
      methodArn: `arn:aws:execute-api:eu-west-1:000000000000:${context.apiId}/v1/GET/version-1/7`,
      identitySource: 'policy: event',
      authorizationToken: 'policy: event',
      resource: '/version-1/{id}',
      path: '/v1/version-1/7',
      httpMethod: 'GET',
      headers: expect.objectContaining({ authorization: 'policy: event' }),
      multiValueHeaders: expect.objectContaining({ authorization: ['policy: event'] }),
      queryStringParameters: { a: '1' },
      multiValueQueryStringParameters: { a: ['1'] },
      pathParameters: { id: '7' },
      stageVariables: null,
      requestContext: context,
    });
  });

  it('is sent all values of a header that comes more than once, in one', async () => {
    const headers = ['Host', 'api.test', 'Authorization', 'event', 'authorization', 'other'];
    const { requestContext } = JSON.parse((await call(gateway.url, { path: '/guarded', headers })).text);
    expect(requestContext.authorizer.lambda.event).toMatchObject({
      identitySource: ['event,other'],
      headers: { authorization: 'event,other' },
    });
  });
});

describe('the result cache', () => {
  it('serves every route of the authorizer until its time is over', async () => {
    const calls = await authorizerCalls(async () => {
      expect((await get('/cached/one', 'allow')).status).toBe(200);
      nowMs += CACHE_SECONDS * 1000 - 1;
      expect((await get('/cached/two', 'allow')).status).toBe(200);
    });
    expect(calls).toBe(1);
    nowMs += 1;
    expect(await authorizerCalls(() => get('/cached/one', 'allow'))).toBe(1);
  });

  it('keeps a refusal, too', async () => {
    const calls = await authorizerCalls(async () => {
      expect((await get('/cached/one', 'deny')).status).toBe(403);
      expect((await get('/cached/two', 'deny')).status).toBe(403);
    });
    expect(calls).toBe(1);
  });

  it('hands the context on', async () => {
    await get('/cached/one', 'context');
    const { requestContext } = JSON.parse((await get('/cached/two', 'context')).text);
    expect(requestContext.authorizer.lambda).toMatchObject({ number: 7 });
    expect(gateway.lines.at(-1)?.text).toMatch(/authorizer: cached$/);
  });

  it('weighs a cached policy against each request of its own', async () => {
    const calls = await authorizerCalls(async () => {
      expect((await get('/cached-policy/1', 'policy: this route')).status).toBe(200);
      expect((await get('/cached-policy/2', 'policy: this route')).status).toBe(403);
      expect((await get('/cached-policy/1', 'policy: this route')).status).toBe(200);
    });
    expect(calls).toBe(1);
  });

  it.each(['unauthorized', 'crash', 'nothing'])('does not keep "%s"', async (token) => {
    const calls = await authorizerCalls(async () => {
      await get('/cached/one', token);
      await get('/cached/one', token);
    });
    expect(calls).toBe(2);
  });

  it('goes by all of the identity sources, the route among them', async () => {
    const calls = await authorizerCalls(async () => {
      expect((await get('/by-route/one?tenant=a', 'allow')).status).toBe(200);
      expect((await get('/by-route/one?tenant=a&page=2', 'allow')).status).toBe(200);
      expect((await get('/by-route/two?tenant=a', 'allow')).status).toBe(200);
      expect((await get('/by-route/two?tenant=b', 'allow')).status).toBe(200);
    });
    expect(calls).toBe(3);
    expect((await get('/by-route/one', 'allow')).status).toBe(401);
  });

  it('is off for a TTL of 0', async () => {
    const calls = await authorizerCalls(async () => {
      await get('/guarded', 'allow');
      await get('/guarded', 'allow');
    });
    expect(calls).toBe(2);
  });
});

describe('CORS', () => {
  const preflight = (path: string, origin = ORIGIN) =>
    call(gateway.url, {
      method: 'OPTIONS',
      path,
      headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
    });

  it.each(['/guarded', '/nowhere', '/open'])('answers a preflight to %s itself', async (path) => {
    const backendCalls = gateway.invocations.get('Backend');
    const calls = await authorizerCalls(async () => {
      const { status, headers, text } = await preflight(path);
      expect([status, text]).toEqual([204, '']);
      expect(headers).toMatchObject({
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-methods': 'GET,POST',
        'access-control-allow-headers': 'authorization',
        'access-control-allow-credentials': 'true',
        'access-control-max-age': '3600',
      });
      expect(headers).not.toHaveProperty('access-control-expose-headers');
    });
    expect([calls, gateway.invocations.get('Backend')]).toEqual([0, backendCalls]);
  });

  it('leaves a preflight to the authorizer of a route that takes any method', async () => {
    const { status, headers } = await preflight('/any');
    expect(status).toBe(401);
    expect(headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('tells an origin that is not allowed nothing', async () => {
    const { status, headers } = await preflight('/guarded', 'https://elsewhere.test');
    expect(status).toBe(204);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('knows origins by their scheme', async () => {
    expect((await preflight('/open', 'http://any.test')).headers['access-control-allow-origin']).toBe(
      'http://any.test',
    );
  });

  it('takes OPTIONS without the method that is to follow for a request like any other', async () => {
    const answer = await call(gateway.url, { method: 'OPTIONS', path: '/open', headers: { Origin: ORIGIN } });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['/open', undefined, 200],
    ['/guarded', undefined, 401],
    ['/guarded', 'deny', 403],
    ['/guarded', 'crash', 500],
    ['/nowhere', undefined, 404],
  ])('adds its headers to the answer of %s with %p, a %d', async (path, token, status) => {
    const answer = await get(path, token, { Origin: ORIGIN });
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'location',
    });
  });

  it('replaces what the backend says of CORS', async () => {
    const post = (headers: Record<string, string>) =>
      call(gateway.url, {
        method: 'POST',
        path: '/open?answer=post',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } }),
      });
    expect((await post({ Origin: ORIGIN })).headers['access-control-allow-origin']).toBe(ORIGIN);
    expect((await post({})).headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('the request log', () => {
  it.each([
    ['/open?q=secret', undefined, /^GET \/open 200 \d+ ms, authorizer: none$/],
    ['/guarded', 'deny', /^GET \/guarded 403 \d+ ms, authorizer: called$/],
    ['/nowhere', undefined, /^GET \/nowhere 404 \d+ ms, authorizer: none$/],
  ])('has a line for %s', async (path, token, line) => {
    await get(path, token);
    expect(gateway.lines.at(-1)).toEqual({ source: 'gateway', text: expect.stringMatching(line) });
  });
});
