import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duration, type Stack } from 'aws-cdk-lib';
import { LambdaIntegration, ResponseType, RestApi, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { InlineCode } from 'aws-cdk-lib/aws-lambda';
import { call, fixture, start, synthesize } from './support.ts';

const says = (text: string) => (stack: Stack) => {
  const code = new InlineCode(`exports.handler = async () => ({ statusCode: 200, body: '${text}' });`);
  const api = new RestApi(stack, 'Api', { deployOptions: { stageName: text } });
  const handler = fixture(stack, 'Authorizer', 'authorizer');
  const authorizer = new TokenAuthorizer(stack, 'Guard', { handler, resultsCacheTtl: Duration.minutes(5) });
  api.root.addMethod('GET', new LambdaIntegration(fixture(stack, 'Backend', 'backend', { code })), { authorizer });
};
const headers = { Authorization: 'allow' };

it('reads template and code again on reload, and forgets what the authorizer said', async () => {
  const file = synthesize(says('before'));
  const gateway = await start(file);
  try {
    expect((await call(gateway.url, { headers })).text).toBe('before');
    cpSync(synthesize(says('after')), file);
    await gateway.reload();
    expect(gateway.url).toMatch(/\/after$/);
    expect((await call(gateway.url, { headers })).text).toBe('after');
    expect(gateway.invocations.get('Authorizer')).toBe(2);
  } finally {
    await gateway.close();
  }
});

it('serves on as before when a reload fails', async () => {
  const file = synthesize(says('before'));
  const gateway = await start(file);
  try {
    writeFileSync(file, readFileSync(file, 'utf8').replace('"TOKEN"', '"OTHER"'));
    await expect(gateway.reload()).rejects.toThrow('Type is "OTHER", expected ("TOKEN" | "REQUEST")');
    expect((await call(gateway.url, { headers })).text).toBe('before');
  } finally {
    await gateway.close();
  }
});

it('lets requests under way end on the functions they reached', async () => {
  const file = synthesize(says('before'));
  const gateway = await start(file);
  try {
    const underWay = call(gateway.url, { headers });
    // The cold start of two functions takes far longer than the reload below.
    while (gateway.invocations.get('Authorizer') === 0) await new Promise(setImmediate);
    cpSync(synthesize(says('after')), file);
    await gateway.reload();
    expect((await underWay).text).toBe('before');
  } finally {
    await gateway.close();
  }
});

it('says what to do about a port that is in use', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    await expect(start(synthesize(says('x')), { port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use: stop what listens there or choose another with --port`,
    );
  } finally {
    other.close();
  }
});

it('refuses connections once closed', async () => {
  const gateway = await start(synthesize(says('x')));
  await call(gateway.url, { headers });
  await gateway.close();
  await expect(call(gateway.url, { headers })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('answers 500 and says so in the log where an answer cannot be written', async () => {
  const file = synthesize((stack) => {
    const api = new RestApi(stack, 'Api');
    api.root.addMethod('GET', new LambdaIntegration(fixture(stack, 'Backend', 'backend')));
    api.addGatewayResponse('Echo', {
      type: ResponseType.DEFAULT_4XX,
      responseHeaders: { 'X-Echo': 'method.request.querystring.q' },
    });
  });
  const gateway = await start(file);
  try {
    const answer = await call(gateway.url, { path: '/nowhere?q=%E2%9C%93' });
    expect([answer.status, answer.text]).toEqual([500, '']);
    expect(gateway.lines.at(-1)?.text).toContain('could not answer: TypeError: Invalid character in header content');
  } finally {
    await gateway.close();
  }
});
