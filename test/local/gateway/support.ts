/** Shared by the gateway's tests: synthesizes a stack into a temporary folder, starts a gateway on it, and calls it byte by byte as given. */
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import {
  type CfnFunction,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { type Gateway, type GatewayLogLine, type GatewayOptions, startGateway } from '../../../local/gateway/index.ts';

process.env.CDK_VALIDATION = 'false';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  folders.push(folder);
  return folder;
}

/** Returns the path of the stack's template. */
export function synthesize(build: (stack: Stack) => void, name = 'TestStack'): string {
  const outdir = temporaryFolder();
  const app = new App({ outdir, analyticsReporting: false });
  build(new Stack(app, name));
  app.synth();
  return join(outdir, `${name}.template.json`);
}

/** A function from `fixtures/`, with an id that the template keeps. */
export function fixture(stack: Stack, id: string, folder: string, props: Partial<FunctionProps> = {}): LambdaFunction {
  const created = new LambdaFunction(stack, id, {
    code: Code.fromAsset(join(import.meta.dirname, 'fixtures', folder)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
    ...props,
  });
  (created.node.defaultChild as CfnFunction).overrideLogicalId(id);
  return created;
}

export interface TestGateway extends Gateway {
  readonly lines: GatewayLogLine[];
}

export async function start(templateFile: string, options: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const lines: GatewayLogLine[] = [];
  const environment = { AWS_REGION: 'eu-west-1' };
  const gateway = await startGateway({
    templateFile,
    port: 0,
    environment,
    log: (line) => lines.push(line),
    ...options,
  });
  // Inherited rather than copied: the URL changes with a reload.
  return Object.assign(Object.create(gateway) as Gateway, { lines });
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  /** Appended to the gateway's URL as it is. */
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders | readonly string[];
  readonly body?: string | Buffer;
}

export function call(url: string, { method = 'GET', path = '', headers = {}, body }: Call): Promise<Answer> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path: pathname + path, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, bytes, text: bytes.toString() });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
