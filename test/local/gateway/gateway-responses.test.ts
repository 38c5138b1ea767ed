import { Duration, type Stack } from 'aws-cdk-lib';
import { LambdaIntegration, ResponseType, RestApi, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { call, fixture, start, synthesize, type TestGateway } from './support.ts';

function build(stack: Stack): void {
  const integration = new LambdaIntegration(fixture(stack, 'Backend', 'backend'));
  const handler = fixture(stack, 'Authorizer', 'authorizer');
  const authorizer = new TokenAuthorizer(stack, 'Guard', { handler, resultsCacheTtl: Duration.seconds(0) });
  const api = new RestApi(stack, 'Api', { deployOptions: { stageName: 'v1', variables: { colour: 'green' } } });
  api.root.addResource('guarded').addResource('{id}').addMethod('GET', integration, { authorizer });
  api.root.addResource('open').addMethod('POST', integration);
  api.root.addResource('one').addCorsPreflight({
    allowOrigins: ['https://app.test'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type'],
    maxAge: Duration.hours(1),
  });
  api.root
    .addResource('several')
    .addCorsPreflight({ allowOrigins: ['https://a.test', 'https://b.test', 'https://c.test'] });

  api.addGatewayResponse('Unauthorized', {
    type: ResponseType.UNAUTHORIZED,
    responseHeaders: { 'WWW-Authenticate': `'Bearer realm="api"'`, 'Access-Control-Allow-Origin': "'*'" },
    templates: { 'application/json': '{"message":"Missing or invalid token"}' },
  });
  api.addGatewayResponse('AccessDenied', {
    type: ResponseType.ACCESS_DENIED,
    statusCode: '404',
    templates: {
      'application/problem+json':
        '{"message":$context.error.messageString,"plain":"$context.error.message","type":"$context.error.responseType",' +
        '"who":"$context.authorizer.principalId","text":"$context.authorizer.text","none":"$context.authorizer.none",' +
        '"at":"$context.resourcePath","colour":"$stageVariables.colour","price":"$5"}',
    },
  });
  api.addGatewayResponse('Failure', {
    type: ResponseType.AUTHORIZER_FAILURE,
    responseHeaders: {
      'X-Echo': 'method.request.header.X-Trace',
      'X-Query': 'method.request.querystring.q',
      'X-Id': 'method.request.path.id',
      'X-Request': 'context.requestId',
      'X-Absent': 'method.request.header.X-Absent',
    },
  });
  api.addGatewayResponse('Default4xx', {
    type: ResponseType.DEFAULT_4XX,
    responseHeaders: { 'Access-Control-Allow-Origin': "'https://app.test'" },
  });
  api.addGatewayResponse('Default5xx', { type: ResponseType.DEFAULT_5XX, statusCode: '503' });
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await start(synthesize(build));
});
afterAll(() => gateway.close());

const guarded = (token: string, headers: Record<string, string> = {}) =>
  call(gateway.url, { path: '/guarded/7?q=a', headers: { Authorization: token, ...headers } });

describe('a gateway response', () => {
  it('sets headers and body for its type', async () => {
    const answer = await guarded('unauthorized');
    expect([answer.status, answer.text]).toEqual([401, '{"message":"Missing or invalid token"}']);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'www-authenticate': 'Bearer realm="api"',
      'access-control-allow-origin': '*',
      'x-amzn-errortype': 'UnauthorizedException',
    });
  });

  it('sets the status, and fills variables into its template', async () => {
    const statement = { Action: 'execute-api:Invoke', Effect: 'Deny', Resource: '*' };
    const answer = await guarded(`policy ${JSON.stringify(statement)}`);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.text)).toEqual({
      message: 'User is not authorized to access this resource with an explicit deny',
      plain: 'User is not authorized to access this resource with an explicit deny',
      type: 'ACCESS_DENIED',
      who: 'someone',
      text: '',
      none: '',
      at: '/guarded/{id}',
      colour: 'green',
      price: '$5',
    });
  });

  it('maps headers from the request and the context, and leaves out what is absent', async () => {
    const answer = await guarded('crash', { 'x-trace': 'abc' });
    expect([answer.status, answer.text]).toEqual([500, '{"message":null}']);
    expect(answer.headers).toMatchObject({ 'x-echo': 'abc', 'x-query': 'a', 'x-id': '7' });
    expect(answer.headers['x-request']).toBe(answer.headers['x-amzn-requestid']);
    expect(answer.headers).not.toHaveProperty('x-absent');
  });

  it('for DEFAULT_4XX serves the types that have none of their own', async () => {
    const answer = await call(gateway.url, { path: '/nowhere' });
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    expect(answer.headers['access-control-allow-origin']).toBe('https://app.test');
  });

  it('for DEFAULT_5XX changes the status of the types that have none of their own', async () => {
    const answer = await guarded('no policy');
    expect([answer.status, answer.text]).toEqual([503, '{"message":null}']);
  });

  it('for DEFAULT_5XX serves a backend that fails', async () => {
    const answer = await call(gateway.url, { method: 'POST', path: '/open?answer=error' });
    expect([answer.status, answer.text]).toEqual([503, '{"message":"Internal server error"}']);
  });
});

describe('a CORS preflight', () => {
  it('is answered by the mock that CDK writes', async () => {
    const answer = await call(gateway.url, {
      method: 'OPTIONS',
      path: '/one',
      headers: { Origin: 'https://other.test' },
    });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.test',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '3600',
      vary: 'Origin',
    });
  });

  it.each([
    ['https://a.test', 'https://a.test'],
    ['https://c.test', 'https://c.test'],
    ['https://evil.test', 'https://a.test'],
    ['https://c.test.evil.test', 'https://a.test'],
  ])('from %s is allowed for %s where there are several origins', async (Origin, allowed) => {
    const answer = await call(gateway.url, { method: 'OPTIONS', path: '/several', headers: { Origin } });
    expect(answer.headers['access-control-allow-origin']).toBe(allowed);
  });
});
