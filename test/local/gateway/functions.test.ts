import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { type FunctionProps, InlineCode } from 'aws-cdk-lib/aws-lambda';
import { call, fixture, start, synthesize, type TestGateway, temporaryFolder } from './support.ts';

const readyFile = join(temporaryFolder(), 'ready');

function build(stack: Stack): void {
  const api = new RestApi(stack, 'Api', { deployOptions: { stageName: 'v1' } });
  const expose = (path: string, folder: string, props: Partial<FunctionProps> = {}, timeout?: Duration) => {
    const handler = fixture(stack, path, folder, props);
    api.root.addResource(path).addMethod('ANY', new LambdaIntegration(handler, { timeout }));
  };
  expose('Backend', 'backend', {
    functionName: 'own-name',
    memorySize: 512,
    environment: { ONE: 'template', TWO: 'template' },
  });
  expose('Short', 'backend', { timeout: Duration.seconds(1) });
  expose('Impatient', 'backend', { timeout: Duration.seconds(1) }, Duration.millis(100));
  expose('Callback', 'callback');
  expose('Delicate', 'delicate', { environment: { READY_FILE: readyFile } });
  expose('Missing', 'backend', { handler: 'other.handler' });
  expose('Unexported', 'backend', { handler: 'index.other' });
  expose('Inline', 'backend', {
    code: new InlineCode('exports.handler = async () => ({ statusCode: 200, body: "inline" });'),
  });
  const slow = new InlineCode('exports.handler = () => new Promise(() => {});');
  const handler = fixture(stack, 'SlowAuthorizer', 'backend', { code: slow, timeout: Duration.seconds(1) });
  const authorizer = new TokenAuthorizer(stack, 'Slow', { handler });
  api.root
    .addResource('Guarded')
    .addMethod('GET', new LambdaIntegration(fixture(stack, 'Behind', 'backend')), { authorizer });
}

let gateway: TestGateway;
beforeAll(async () => {
  process.env.DEVELOPERS_OWN = 'not for functions';
  gateway = await start(synthesize(build), {
    environment: { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local', ONE: 'option', THREE: 'option' },
  });
});
afterAll(() => gateway.close());

const get = (path: string) => call(gateway.url, { path });
const linesOf = (source: string) => gateway.lines.filter((line) => line.source === source).map(({ text }) => text);

/** A thread's output reaches the log a moment after its answer reaches the caller. */
async function eventually(check: () => void): Promise<void> {
  const deadlineMs = Date.now() + 2000;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

describe('a function', () => {
  it('sees what Lambda gives it, then the option, then the template, and nothing of the developer', async () => {
    const environment = JSON.parse((await get('/Backend?answer=environment')).text);
    expect(environment).toMatchObject({
      AWS_ACCESS_KEY_ID: 'local',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_FUNCTION_NAME: 'own-name',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/own-name',
      AWS_REGION: 'eu-west-1',
      _HANDLER: 'index.handler',
      ONE: 'template',
      TWO: 'template',
      THREE: 'option',
      PATH: process.env.PATH,
    });
    expect(environment).not.toHaveProperty('DEVELOPERS_OWN');
    expect(environment).not.toHaveProperty('HOME');
  });

  it('gets a context like that of Lambda', async () => {
    const context = JSON.parse((await get('/Backend?answer=context')).text);
    expect(context).toEqual({
      awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'own-name',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:own-name',
      logGroupName: '/aws/lambda/own-name',
      logStreamName: expect.stringMatching(/^local\//),
      memoryLimitInMB: '512',
      remainingMs: expect.any(Number),
    });
    expect(context.remainingMs).toBeGreaterThan(2000);
    expect(context.remainingMs).toBeLessThanOrEqual(3000);
  });

  it('stays warm between invocations, and is counted', async () => {
    const before = gateway.invocations.get('Backend') ?? 0;
    const [first, second] = [await get('/Backend?answer=context'), await get('/Backend?answer=context')];
    expect(JSON.parse(first.text).logStreamName).toBe(JSON.parse(second.text).logStreamName);
    expect(gateway.invocations.get('Backend')).toBe(before + 2);
  });

  it('is logged by the line, from stdout and stderr', async () => {
    await get('/Backend?answer=log');
    await eventually(() =>
      expect(linesOf('Backend')).toEqual(expect.arrayContaining(['first line', 'second line', 'a complaint'])),
    );
  });

  it('may answer through a callback', async () => {
    const answer = await get('/Callback');
    expect([answer.status, answer.text]).toEqual([200, 'called back']);
  });

  it('may be written into the template', async () => {
    expect((await get('/Inline')).text).toBe('inline');
  });
});

describe('a function that fails', () => {
  it.each([
    ['/Backend?answer=error', 'Backend failed with TypeError'],
    ['/Backend?answer=exit', 'Backend failed with Runtime.ExitError'],
    ['/Callback?fail=1', 'Callback failed with string'],
    ['/Missing', 'Missing failed with Runtime.ImportModuleError'],
    ['/Unexported', 'Unexported failed with Runtime.HandlerNotFound'],
    ['/Short?answer=hang', 'Short failed with Sandbox.Timedout'],
  ])('on %s is answered 502, and the log says why', async (path, reason) => {
    const answer = await get(path);
    expect([answer.status, answer.text]).toEqual([502, '{"message":"Internal server error"}']);
    expect(gateway.lines.at(-1)?.text).toContain(`502`);
    expect(gateway.lines.at(-1)?.text).toContain(reason);
  });

  it('has its error in its own log', async () => {
    await get('/Backend?answer=error');
    expect(linesOf('Backend').at(-1)).toContain('"errorMessage":"the backend is broken"');
  });

  it('has its timeout in its own log', async () => {
    await get('/Short?answer=hang');
    expect(linesOf('Short').at(-1)).toContain('Task timed out after 1.00 seconds');
  });

  it.each(['/Backend?answer=exit', '/Short?answer=hang'])('on %s is started anew', async (path) => {
    await get(path);
    expect((await get(path.replace(/\?.*/, ''))).status).toBe(200);
  });

  it('to initialize fails every invocation until it can', async () => {
    expect((await get('/Delicate')).status).toBe(502);
    expect((await get('/Delicate')).status).toBe(502);
    expect(linesOf('Delicate')).toEqual([
      expect.stringContaining('not ready yet'),
      expect.stringContaining('not ready yet'),
    ]);
    writeFileSync(readyFile, '');
    expect((await get('/Delicate')).text).toBe('ready');
  });
});

it('an integration that takes longer than its timeout is answered 504', async () => {
  await get('/Impatient');
  const answer = await get('/Impatient?answer=hang');
  expect([answer.status, answer.text]).toEqual([504, '{"message":"Endpoint request timed out"}']);
  expect(answer.headers['x-amzn-errortype']).toBe('InternalServerErrorException');
});

it('an authorizer that runs into its own timeout is answered 500', async () => {
  const answer = await call(gateway.url, { path: '/Guarded', headers: { Authorization: 'x' } });
  expect([answer.status, answer.text]).toEqual([500, '{"message":null}']);
  expect(gateway.invocations.get('Behind')).toBe(0);
});
