import { Duration, type Stack } from 'aws-cdk-lib';
import {
  IdentitySource,
  LambdaIntegration,
  RequestAuthorizer,
  RestApi,
  TokenAuthorizer,
} from 'aws-cdk-lib/aws-apigateway';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { call, fixture, start, synthesize, type TestGateway } from './support.ts';

const CACHE_SECONDS = 60;

function build(stack: Stack): void {
  const backend = new LambdaIntegration(fixture(stack, 'Backend', 'backend'));
  const handler = fixture(stack, 'Authorizer', 'authorizer');
  const live = new Alias(stack, 'Live', {
    aliasName: 'live',
    version: fixture(stack, 'Aliased', 'backend').currentVersion,
  });

  const resultsCacheTtl = Duration.seconds(CACHE_SECONDS);
  const cached = new TokenAuthorizer(stack, 'Cached', { handler, resultsCacheTtl });
  const uncached = new TokenAuthorizer(stack, 'Uncached', {
    handler,
    resultsCacheTtl: Duration.seconds(0),
    identitySource: IdentitySource.header('X-Token'),
    validationRegex: '^[a-z ]+$',
  });
  const byRoute = new RequestAuthorizer(stack, 'ByRoute', {
    handler,
    resultsCacheTtl,
    identitySources: [
      IdentitySource.header('Authorization'),
      IdentitySource.context('httpMethod'),
      IdentitySource.queryString('tenant'),
    ],
  });

  const api = new RestApi(stack, 'Api', {
    deployOptions: { stageName: 'v1', variables: { colour: 'green' } },
    binaryMediaTypes: ['image/*'],
  });
  api.root.addMethod('GET', backend);
  const open = api.root.addResource('open');
  open.addMethod('ANY', backend);
  open.addResource('{id}').addMethod('GET', backend);
  api.root.addResource('aliased').addMethod('GET', new LambdaIntegration(live));
  const guarded = api.root.addResource('guarded');
  guarded.addMethod('GET', backend, { authorizer: cached });
  guarded.addResource('{id}').addMethod('GET', backend, { authorizer: cached });
  const other = new TokenAuthorizer(stack, 'Other', { handler, resultsCacheTtl });
  api.root.addResource('other').addMethod('GET', backend, { authorizer: other });
  api.root.addResource('uncached').addMethod('GET', backend, { authorizer: uncached });
  api.root.addResource('byroute').addMethod('ANY', backend, { authorizer: byRoute });
}

const templateFile = synthesize(build);
let nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await start(templateFile, { now: () => nowMs });
});
beforeEach(() => gateway.flushAuthorizerCache());
afterAll(() => gateway.close());

const get = (path: string, token?: string, headers: Record<string, string> = {}) =>
  call(gateway.url, { path, headers: { ...(token === undefined ? {} : { Authorization: token }), ...headers } });

/** How many calls of the authorizer's function the given requests cost. */
async function authorizerCalls(requests: () => Promise<unknown>): Promise<number> {
  const before = gateway.invocations.get('Authorizer') ?? 0;
  await requests();
  return (gateway.invocations.get('Authorizer') ?? 0) - before;
}

describe('addresses', () => {
  it('carry the stage', () => {
    expect(gateway.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  });

  it('answer 403 Forbidden outside of the stage', async () => {
    const answer = await call(new URL(gateway.url).origin, { path: 'other/open' });
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}']);
    expect(answer.headers['x-amzn-errortype']).toBe('ForbiddenException');
  });

  it.each([
    ['GET', '/nowhere'],
    ['POST', '/guarded'],
    ['HEAD', '/guarded'],
    ['OPTIONS', '/guarded'],
  ])('answer 403 Missing Authentication Token to %s %s, which is no method of the API', async (method, path) => {
    const answer = await call(gateway.url, { method, path });
    expect(answer.status).toBe(403);
    expect(answer.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[\da-f-]{36}$/);
    expect(answer.text).toBe(method === 'HEAD' ? '' : '{"message":"Missing Authentication Token"}');
  });

  it.each(['', '/', '/open', '/open/', '/open/1'])('serve %p', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  it('lead to the function behind an alias', async () => {
    expect((await get('/aliased')).status).toBe(200);
    expect(gateway.invocations.get('Aliased')).toBe(1);
  });

  it('serve HEAD through ANY, without a body', async () => {
    const answer = await call(gateway.url, { method: 'HEAD', path: '/open' });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});

describe('a proxy event', () => {
  it('is of payload 1.0 and holds what the caller sent', async () => {
    const answer = await call(gateway.url, {
      method: 'GET',
      path: '/open/caf%C3%A9?a=1&a=2&b=x%20y+z',
      headers: ['Host', 'api.test', 'User-Agent', 'test/1', 'X-Two', 'one', 'x-two', 'two', 'ACCEPT', 'a/b'],
    });
    const event = JSON.parse(answer.text);
    const { requestId } = event.requestContext;
    expect(answer.headers['x-amzn-requestid']).toBe(requestId);
    expect(event).toEqual({
      resource: '/open/{id}',
      path: '/open/caf%C3%A9',
      httpMethod: 'GET',
      headers: {
        Host: 'api.test',
        'User-Agent': 'test/1',
        'X-Two': 'two',
        ACCEPT: 'a/b',
        'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24}$/),
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': '80',
        'X-Forwarded-Proto': 'http',
      },
      multiValueHeaders: expect.objectContaining({ 'X-Two': ['one', 'two'], ACCEPT: ['a/b'] }),
      queryStringParameters: { a: '2', b: 'x y z' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y z'] },
      pathParameters: { id: 'café' },
      stageVariables: { colour: 'green' },
      requestContext: expect.objectContaining({
        accountId: '000000000000',
        domainName: 'api.test',
        httpMethod: 'GET',
        identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'test/1', user: null }),
        path: '/v1/open/caf%C3%A9',
        protocol: 'HTTP/1.1',
        requestTime: '02/Jan/2026:03:04:05 +0000',
        requestTimeEpoch: nowMs,
        resourcePath: '/open/{id}',
        stage: 'v1',
      }),
      body: null,
      isBase64Encoded: false,
    });
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  it.each([
    ['text', 'text/plain', 'grüße', 'grüße', false],
    ['a body that is no UTF-8', 'text/plain', Buffer.from([0xff, 0x00]), '/wA=', true],
    ['a binary media type', 'image/png; q=1', 'abc', 'YWJj', true],
  ])('holds %s', async (_title, contentType, sent, body, isBase64Encoded) => {
    const answer = await call(gateway.url, {
      method: 'POST',
      path: '/open',
      headers: { 'Content-Type': contentType },
      body: sent,
    });
    expect(JSON.parse(answer.text)).toMatchObject({ body, isBase64Encoded });
  });
});

describe('a body', () => {
  it('of more than 10 MB is answered 413', async () => {
    const answer = await call(gateway.url, {
      method: 'POST',
      path: '/open',
      body: Buffer.alloc(10 * 1024 * 1024 + 1, 'a'),
    });
    expect([answer.status, answer.text]).toEqual([413, '{"message":"HTTP content length exceeded 10485760 bytes."}']);
    expect(answer.headers['x-amzn-errortype']).toBe('RequestTooLargeException');
  });

  it('that makes an event beyond the 6 MB of a Lambda invocation is answered 413', async () => {
    const answer = await call(gateway.url, { method: 'POST', path: '/open', body: Buffer.alloc(7 * 1024 * 1024, 'a') });
    expect([answer.status, answer.text]).toEqual([413, '{"message":"Request Too Long"}']);
  });

  it('of 5 MB goes through', async () => {
    const answer = await call(gateway.url, { method: 'POST', path: '/open', body: Buffer.alloc(5 * 1024 * 1024, 'a') });
    expect(answer.status).toBe(200);
  });
});

describe('a backend answer', () => {
  const answered = (value: unknown, headers: Record<string, string> = {}) =>
    call(gateway.url, { method: 'POST', path: '/open?answer=post', headers, body: JSON.stringify(value) });

  it('sets status, headers and body', async () => {
    const answer = await answered({
      statusCode: '201',
      headers: { Location: '/x', 'X-Flag': true, 'X-Both': 'a' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'X-Both': ['a', 'b'] },
      body: 'made',
    });
    expect([answer.status, answer.text]).toEqual([201, 'made']);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '4',
      location: '/x',
      'x-flag': 'true',
      'x-both': 'a, b',
      'set-cookie': ['a=1', 'b=2'],
    });
  });

  it('may be empty, and is then a 200', async () => {
    const answer = await answered({});
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  it('may be a 204 without a length', async () => {
    const answer = await answered({ statusCode: 204 });
    expect(answer.status).toBe(204);
    expect(answer.headers).not.toHaveProperty('content-length');
  });

  it('has WWW-Authenticate renamed, as API Gateway does', async () => {
    const { headers } = await answered({ statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
    expect(headers['x-amzn-remapped-www-authenticate']).toBe('Bearer');
    expect(headers).not.toHaveProperty('www-authenticate');
  });

  const image = { headers: { 'Content-Type': 'image/png' }, body: '/wA=', isBase64Encoded: true };

  it('in base64 is decoded for a caller that accepts a binary type', async () => {
    expect((await answered(image, { Accept: 'image/webp,*/*' })).bytes).toEqual(Buffer.from([0xff, 0x00]));
  });

  it('in base64 stays so for a caller that does not', async () => {
    expect((await answered(image, { Accept: 'text/html,image/png' })).text).toBe('/wA=');
  });

  it('that is not called base64 is never decoded', async () => {
    expect((await answered({ ...image, isBase64Encoded: false }, { Accept: 'image/png' })).text).toBe('/wA=');
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['headers as a list', { headers: [] }],
    ['an unknown key', { statusCode: 200, message: 'hello' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a status that is no number', { statusCode: 'ok' }],
    ['a status that HTTP does not know', { statusCode: 99 }],
    ['a header that is no text', { headers: { a: 1 } }],
    ['a header that HTTP does not allow', { headers: { 'a b': 'x' } }],
  ])('of %s is a 502', async (_title, value) => {
    const answer = await answered(value);
    expect([answer.status, answer.text]).toEqual([502, '{"message":"Internal server error"}']);
    expect(answer.headers['x-amzn-errortype']).toBe('InternalServerErrorException');
    expect(gateway.lines.at(-1)?.text).toContain('Backend: Malformed Lambda proxy response: ');
  });
});

describe('a TOKEN authorizer', () => {
  it.each([
    ['no header', undefined],
    ['an empty header', ''],
  ])('answers 401 to %s without calling the function', async (_title, token) => {
    const calls = await authorizerCalls(async () => {
      const answer = await get('/guarded', token);
      expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
      expect(answer.headers['x-amzn-errortype']).toBe('UnauthorizedException');
    });
    expect(calls).toBe(0);
  });

  it('answers 401 without a call where the token does not match the validation expression', async () => {
    const calls = await authorizerCalls(async () => {
      expect((await get('/uncached', undefined, { 'X-Token': 'ALLOW' })).status).toBe(401);
      expect((await get('/uncached', undefined, { 'X-Token': 'allow' })).status).toBe(200);
    });
    expect(calls).toBe(1);
  });

  it('finds its header in any spelling', async () => {
    expect((await get('/guarded', undefined, { AUTHORIZATION: 'allow' })).status).toBe(200);
  });

  it('sends the token and the ARN of the path that the caller wrote', async () => {
    const { requestContext } = JSON.parse((await get('/guarded/a%2Fb/?x=1', 'event')).text);
    expect(JSON.parse(requestContext.authorizer.event)).toEqual({
      type: 'TOKEN',
      authorizationToken: 'event',
      methodArn: `arn:aws:execute-api:eu-west-1:000000000000:${requestContext.apiId}/v1/GET/guarded/a%2Fb/`,
    });
  });

  it.each([
    ['unauthorized', 401, 'UnauthorizedException', '{"message":"Unauthorized"}'],
    ['unauthorized, nearly', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['crash', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['nothing', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['no principal', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['no policy', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['condition', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['list in context', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    ['null in context', 500, 'AuthorizerConfigurationException', '{"message":null}'],
    [
      'deny',
      403,
      'AccessDeniedException',
      '{"Message":"User is not authorized to access this resource with an explicit deny"}',
    ],
    ['elsewhere', 403, 'AccessDeniedException', '{"Message":"User is not authorized to access this resource"}'],
  ])('whose function answers "%s" gives %d %s', async (token, status, errorType, body) => {
    const answer = await get('/guarded', token);
    expect([answer.status, answer.headers['x-amzn-errortype'], answer.text]).toEqual([status, errorType, body]);
  });

  it.each([
    ['crash', 'authorizer Cached failed with TypeError'],
    ['no policy', 'authorizer Cached gave a malformed answer: policyDocument: expected "policyDocument"'],
    ['condition', 'authorizer Cached gave a malformed answer: policyDocument.Statement'],
    ['list in context', 'authorizer Cached gave a malformed answer: context.scopes: expected'],
  ])('says in the log why "%s" is a 500', async (token, reason) => {
    await get('/guarded', token);
    expect(gateway.lines.at(-1)?.text.replaceAll(/authorizer Cached\w+/g, 'authorizer Cached')).toContain(reason);
  });

  it('hands its context to the backend as strings', async () => {
    const { requestContext } = JSON.parse((await get('/guarded', 'context')).text);
    expect(requestContext.authorizer).toEqual({
      text: 'a',
      number: '7',
      yes: 'true',
      principalId: 'someone',
      integrationLatency: expect.any(Number),
    });
  });

  it('weighs the policy against the path that the caller wrote', async () => {
    const policy = (resource: string) =>
      `policy ${JSON.stringify({ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: resource })}`;
    expect((await get('/guarded/', policy('{stage}/GET/guarded'))).status).toBe(403);
    expect((await get('/guarded/', policy('{stage}/GET/guarded/'))).status).toBe(200);
  });

  it('answers 414 where the ARN would be longer than 1600 bytes', async () => {
    const answer = await get(`/guarded/${'x'.repeat(1600)}`, 'allow');
    expect([answer.status, answer.text]).toEqual([414, '{"message":"Request-URI Too Long"}']);
  });
});

describe('the result cache', () => {
  it('serves a token for every route until its time is over', async () => {
    const calls = await authorizerCalls(async () => {
      expect((await get('/guarded', 'allow')).status).toBe(200);
      nowMs += CACHE_SECONDS * 1000 - 1;
      expect((await get('/guarded/1', 'allow')).status).toBe(200);
    });
    expect(calls).toBe(1);
    nowMs += 1;
    expect(await authorizerCalls(() => get('/guarded', 'allow'))).toBe(1);
  });

  it('weighs a cached policy against each request of its own', async () => {
    const calls = await authorizerCalls(async () => {
      expect((await get('/guarded/1', 'this route')).status).toBe(200);
      expect((await get('/guarded/2', 'this route')).status).toBe(403);
      expect((await get('/guarded/1', 'this route')).status).toBe(200);
    });
    expect(calls).toBe(1);
  });

  it('keeps a Deny, too', async () => {
    const calls = await authorizerCalls(async () => {
      expect((await get('/guarded', 'deny')).status).toBe(403);
      expect((await get('/guarded', 'deny')).status).toBe(403);
    });
    expect(calls).toBe(1);
  });

  it.each(['unauthorized', 'crash', 'no policy'])('does not keep "%s"', async (token) => {
    const calls = await authorizerCalls(async () => {
      await get('/guarded', token);
      await get('/guarded', token);
    });
    expect(calls).toBe(2);
  });

  it('hands the context on, with no latency', async () => {
    await get('/guarded', 'context');
    const { requestContext } = JSON.parse((await get('/guarded', 'context')).text);
    expect(requestContext.authorizer).toMatchObject({ number: '7', principalId: 'someone', integrationLatency: 0 });
  });

  it('keeps tokens apart', async () => {
    const calls = await authorizerCalls(async () => {
      await get('/guarded', 'allow');
      await get('/guarded', 'context');
    });
    expect(calls).toBe(2);
  });

  it('keeps authorizers apart', async () => {
    const calls = await authorizerCalls(async () => {
      await get('/guarded', 'allow');
      await get('/other', 'allow');
    });
    expect(calls).toBe(2);
  });

  it('is off for a TTL of 0', async () => {
    const calls = await authorizerCalls(async () => {
      await get('/uncached', undefined, { 'X-Token': 'allow' });
      await get('/uncached', undefined, { 'X-Token': 'allow' });
    });
    expect(calls).toBe(2);
  });

  it('can be flushed', async () => {
    const calls = await authorizerCalls(async () => {
      await get('/guarded', 'allow');
      gateway.flushAuthorizerCache();
      await get('/guarded', 'allow');
    });
    expect(calls).toBe(2);
  });
});

describe('a REQUEST authorizer', () => {
  it.each([
    ['the header', '/byroute?tenant=a', undefined],
    ['the query parameter', '/byroute', 'allow'],
    ['the value of the query parameter', '/byroute?tenant=', 'allow'],
  ])('answers 401 without a call where %s is missing', async (_title, path, token) => {
    const calls = await authorizerCalls(async () => expect((await get(path, token)).status).toBe(401));
    expect(calls).toBe(0);
  });

  it('sends the whole request', async () => {
    const { requestContext } = JSON.parse((await get('/byroute?tenant=a', 'event')).text);
    expect(JSON.parse(requestContext.authorizer.event)).toMatchObject({
      type: 'REQUEST',
      methodArn: `arn:aws:execute-api:eu-west-1:000000000000:${requestContext.apiId}/v1/GET/byroute`,
      resource: '/byroute',
      path: '/byroute',
      httpMethod: 'GET',
      headers: { Authorization: 'event' },
      queryStringParameters: { tenant: 'a' },
      pathParameters: null,
      stageVariables: { colour: 'green' },
      requestContext: { stage: 'v1', resourcePath: '/byroute', identity: { sourceIp: '127.0.0.1' } },
    });
  });

  it('caches by all of its identity sources', async () => {
    const calls = await authorizerCalls(async () => {
      const headers = { Authorization: 'allow' };
      await call(gateway.url, { path: '/byroute?tenant=a', headers });
      await call(gateway.url, { path: '/byroute?tenant=a&page=2', headers });
      await call(gateway.url, { path: '/byroute?tenant=b', headers });
      await call(gateway.url, { method: 'POST', path: '/byroute?tenant=a', headers });
    });
    expect(calls).toBe(3);
  });
});

describe('the request log', () => {
  it.each([
    ['/open?q=secret', undefined, /^GET \/open 200 \d+ ms, authorizer: none$/],
    ['/guarded', 'allow', /^GET \/guarded 200 \d+ ms, authorizer: called$/],
    ['/guarded', 'deny', /^GET \/guarded 403 \d+ ms, authorizer: called$/],
  ])('has a line for %s', async (path, token, line) => {
    await get(path, token);
    expect(gateway.lines.at(-1)).toEqual({ source: 'gateway', text: expect.stringMatching(line) });
  });

  it('says when the answer came from the cache', async () => {
    await get('/guarded', 'allow');
    await get('/guarded', 'allow');
    expect(gateway.lines.at(-1)?.text).toMatch(/authorizer: cached$/);
  });
});
