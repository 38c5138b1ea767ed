/** Ports and a folder come in, the whole sample runs on loopback: issuer, tables, a gateway for each stack and the web app, wired as the synthesized templates say. */
import { join } from 'node:path';
import { demoAudience, demoScopes, webClient } from './demo.ts';
import { type Gateway, type GatewayLogLine, readTemplate, startGateway } from './gateway/index.ts';
import { type LocalIssuer, startIssuer } from './issuer/issuer.ts';
import { synthesize } from './synthesize.ts';
import { type LocalTable, startTable } from './table.ts';
import { type LocalWeb, startWeb } from './web.ts';

export interface LocalStackOptions {
  /** Of the REST API; 0 takes any free port, here and below. */
  readonly port: number;
  /** Of the HTTP API. */
  readonly httpPort: number;
  readonly issuerPort: number;
  readonly tablePort: number;
  /** Of the web app. */
  readonly webPort: number;
  /**
   * How long access tokens last.
   *
   * @default - what the issuer deems right
   */
  readonly accessTokenTtlSeconds?: number;
  /** Where the templates go. */
  readonly outFolder: string;
  /**
   * Where the tables are kept from run to run.
   *
   * @default - in memory
   */
  readonly dataFolder?: string;
  /** Takes a line of the issuer, of a gateway or of a function; the source of the latter two begins with the kind of API. */
  log(line: GatewayLogLine): void;
}

export interface LocalStack {
  readonly restApi: Gateway;
  readonly httpApi: Gateway;
  readonly issuer: LocalIssuer;
  readonly table: LocalTable;
  readonly web: LocalWeb;
  /** Synthesizes and bundles anew and puts the result into service; when it fails, what ran before runs on. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error that says what to do, with everything ended that was started */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { port, httpPort, issuerPort, tablePort, webPort, accessTokenTtlSeconds, outFolder, dataFolder, log } = options;
  const started: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    started.unshift(part);
    return part;
  };
  const close = async () => {
    await Promise.all(started.map((part) => part.close()));
  };

  try {
    // First, since the templates hold their addresses.
    const logOfIssuer = (text: string) => log({ source: 'issuer', text });
    const issuer = keep(await startIssuer({ port: issuerPort, accessTokenTtlSeconds, log: logOfIssuer }));
    const web = keep(await startWeb({ port: webPort }));
    const table = keep(await startTable({ port: tablePort, folder: dataFolder }));
    const restTemplate = join(outFolder, 'TimesheetsRestStack.template.json');
    const httpTemplate = join(outFolder, 'TimesheetsHttpStack.template.json');
    const build = async () => {
      await synthesize({ issuer: issuer.issuer, allowOrigin: web.origin, folder: outFolder });
      for (const templateFile of [restTemplate, httpTemplate]) {
        for (const { physicalName, properties } of readTemplate(templateFile, REGION).ofType('AWS::DynamoDB::Table')) {
          await table.createTable(physicalName, properties);
        }
      }
    };
    await build();
    const environment = lambdaEnvironment(table.endpoint);
    const serve = async (kind: string, templateFile: string, gatewayPort: number, portOption: string) => {
      const logOfKind = ({ source, text }: GatewayLogLine) => log({ source: `${kind} ${source}`, text });
      return keep(await startGateway({ templateFile, port: gatewayPort, portOption, environment, log: logOfKind }));
    };
    const restApi = await serve('REST', restTemplate, port, '--port');
    const httpApi = await serve('HTTP', httpTemplate, httpPort, '--http-port');
    web.configure({
      issuer: issuer.issuer,
      clientId: webClient.id,
      audience: demoAudience,
      scopes: Object.keys(demoScopes),
      apiUrl: restApi.url,
    });
    return {
      restApi,
      httpApi,
      issuer,
      table,
      web,
      close,
      async rebuild() {
        web.rebuild();
        await build();
        await Promise.all([restApi.reload(), httpApi.reload()]);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const REGION = 'eu-west-1';

/** What Lambda gives every function, as far as the functions ask for it. */
function lambdaEnvironment(tableEndpoint: string): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: tableEndpoint,
    // The SDK's advice on the Node of this machine is none on the Node of Lambda.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
