/** A synthesized template comes in, a running local API Gateway comes out: the edge where files, threads, the socket and the clock meet. */
import type { EmulatedApi, HandledRequest, RunningApi } from './emulated-api.ts';
import { createFunctionHost, type FunctionHost } from './function-host.ts';
import { type FunctionDefinition, readFunction } from './functions.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';
import { readApi } from './kinds.ts';
import { NotEmulatedError } from './properties.ts';
import { refuseUnknownResources } from './resource-types.ts';
import { startServer } from './server.ts';
import { readTemplate } from './template.ts';

export { NotEmulatedError } from './properties.ts';
export { readTemplate, type Template, type TemplateResource } from './template.ts';

export interface GatewayLogLine {
  /** `gateway`, or the logical id of the function that wrote the line. */
  readonly source: string;
  readonly text: string;
}

export interface GatewayOptions {
  /** Path of `cdk.out/<Stack>.template.json`; the functions' code lies beside it in `asset.<hash>` folders. */
  readonly templateFile: string;
  /** 0 for any free one. The host is always 127.0.0.1. */
  readonly port: number;
  /**
   * How whoever runs this chooses the port, for the message where it is busy.
   *
   * @default '--port'
   */
  readonly portOption?: string;
  /** What Lambda itself gives every function: region, credentials, service endpoints. `AWS_REGION` is also the template's region. */
  readonly environment: Readonly<Record<string, string>>;
  /** Receives the functions' own lines and one line a request, which holds no header, query or body. */
  log(line: GatewayLogLine): void;
  /** Milliseconds since the epoch, by default the real clock; the authorizer cache goes by it. */
  now?(): number;
}

export interface Gateway {
  /** `http://127.0.0.1:PORT/STAGE`, `ws://…` for a WebSocket API; no stage where it is `$default`. */
  readonly url: string;
  /** How often each function was invoked since the start, by logical id. */
  readonly invocations: ReadonlyMap<string, number>;
  /**
   * Reads the template and the code again, with new workers and an empty cache; requests under way end on the old ones.
   * When it fails, the old state serves on; so it does when the API became one of another kind.
   */
  reload(): Promise<void>;
  flushAuthorizerCache(): void;
  close(): Promise<void>;
}

interface Deployment {
  readonly api: EmulatedApi;
  readonly running: RunningApi;
  readonly hosts: ReadonlyMap<string, FunctionHost>;
  /** The requests under way. */
  readonly pending: Set<Promise<HandledRequest>>;
}

/**
 * Starts a gateway for the one API of a template: REST, HTTP or WebSocket. Of a WebSocket API it emulates `$connect` and nothing
 * after it: the first message closes the connection with 1011, and no other route is ever invoked.
 *
 * @throws NotEmulatedError listing everything in the template that is not emulated
 * @throws Error when the template cannot be read or the port is taken
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, now = Date.now } = options;
  const invocations = new Map<string, number>();

  function deploy(kind?: EmulatedApi['kind']): Deployment {
    const { api, functions } = readDeployment(options);
    if (kind && api.kind !== kind) {
      throw new Error(`${options.templateFile} held a ${kind} API and now holds a ${api.kind} API: start again`);
    }
    const hosts = new Map(
      functions.map((definition) => {
        const { logicalId } = definition;
        invocations.set(logicalId, invocations.get(logicalId) ?? 0);
        const host = createFunctionHost({
          definition,
          environment: options.environment,
          log: (text) => log({ source: logicalId, text }),
        });
        return [logicalId, host] as const;
      }),
    );
    const invoke = async (functionId: string, event: unknown) => {
      const host = hosts.get(functionId);
      if (!host) throw new Error(`Function ${functionId} is not part of the deployment`);
      invocations.set(functionId, (invocations.get(functionId) ?? 0) + 1);
      return host.invoke(event);
    };
    return { api, running: api.run({ now, invoke }), hosts, pending: new Set() };
  }

  async function answer(request: HttpRequest): Promise<HttpAnswer> {
    const startedMs = performance.now();
    const { pending, running } = deployment;
    const handling = running.handle(request);
    pending.add(handling);
    const handled = await handling.finally(() => pending.delete(handling));
    const { status } = handled.answer;
    const durationMs = Math.round(performance.now() - startedMs);
    const line = `${request.method} ${handled.path} ${status} ${durationMs} ms, authorizer: ${handled.authorizer}`;
    log({ source: 'gateway', text: handled.explanation ? `${line} (${handled.explanation})` : line });
    return handled.answer;
  }

  let deployment = deploy();
  const server = await startServer({
    port: options.port,
    portOption: options.portOption ?? '--port',
    handle: answer,
    converse: deployment.api.converse,
    report: (error) => log({ source: 'gateway', text: `could not answer: ${error.stack}` }),
  }).catch(async (error: unknown) => {
    await closeAll(deployment);
    throw error;
  });

  return {
    get url() {
      const { kind, stage } = deployment.api;
      const scheme = kind === 'WEBSOCKET' ? 'ws' : 'http';
      return `${scheme}://${server.address}${stage === '$default' ? '' : `/${stage}`}`;
    },
    invocations,
    async reload() {
      const old = deployment;
      deployment = deploy(old.api.kind);
      await Promise.allSettled(old.pending);
      await closeAll(old);
    },
    flushAuthorizerCache: () => deployment.running.flushAuthorizerCache(),
    async close() {
      await server.close();
      await closeAll(deployment);
    },
  };
}

async function closeAll({ hosts }: Deployment): Promise<void> {
  await Promise.all([...hosts.values()].map((host) => host.close()));
}

/** Everything that has to be known of the template before anything starts. */
function readDeployment({ templateFile, environment }: GatewayOptions): {
  api: EmulatedApi;
  functions: readonly FunctionDefinition[];
} {
  const template = readTemplate(templateFile, environment.AWS_REGION);
  const refusals = refuseUnknownResources(template);
  const api = readApi(template, refusals);
  const functions = template
    .ofType('AWS::Lambda::Function')
    .filter(({ logicalId }) => api?.functionIds.has(logicalId))
    .map((resource) => readFunction(template, resource, refusals))
    .filter((definition): definition is FunctionDefinition => definition !== undefined);
  if (!api || refusals.length > 0) throw new NotEmulatedError(templateFile, refusals);
  return { api, functions };
}
