/** Ports and a folder come in, the whole sample runs on loopback: issuer, table and gateway, wired as the synthesized template says. */
import { join } from 'node:path';
import { type Gateway, type GatewayLogLine, readTemplate, startGateway } from './gateway/index.ts';
import { type LocalIssuer, startIssuer } from './issuer/issuer.ts';
import { synthesize } from './synthesize.ts';
import { type LocalTable, startTable } from './table.ts';

export interface LocalStackOptions {
  /** 0 takes any free port, for each of the three. */
  readonly port: number;
  readonly issuerPort: number;
  readonly tablePort: number;
  /** Where the template goes. */
  readonly outFolder: string;
  /**
   * Where the table is kept from run to run.
   *
   * @default - in memory
   */
  readonly dataFolder?: string;
  log(line: GatewayLogLine): void;
}

export interface LocalStack {
  readonly gateway: Gateway;
  readonly issuer: LocalIssuer;
  readonly table: LocalTable;
  /** Synthesizes and bundles anew and puts the result into service; when it fails, what ran before runs on. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error that says what to do, with everything ended that was started */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { port, issuerPort, tablePort, outFolder, dataFolder, log } = options;
  const started: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    started.unshift(part);
    return part;
  };
  const close = async () => {
    await Promise.all(started.map((part) => part.close()));
  };

  try {
    // First, since the template holds its address.
    const issuer = keep(await startIssuer({ port: issuerPort, log: (text) => log({ source: 'issuer', text }) }));
    const table = keep(await startTable({ port: tablePort, folder: dataFolder }));
    const templateFile = join(outFolder, 'TimesheetsRestStack.template.json');
    const build = async () => {
      await synthesize(issuer.issuer, outFolder);
      for (const { physicalName, properties } of readTemplate(templateFile, REGION).ofType('AWS::DynamoDB::Table')) {
        await table.createTable(physicalName, properties);
      }
    };
    await build();
    const environment = lambdaEnvironment(table.endpoint);
    const gateway = keep(await startGateway({ templateFile, port, environment, log }));
    return {
      gateway,
      issuer,
      table,
      close,
      async rebuild() {
        await build();
        await gateway.reload();
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
