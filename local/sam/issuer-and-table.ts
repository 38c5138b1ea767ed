/** Ports come in, an issuer and tables that containers can reach go out. */
import { type LocalIssuer, startIssuer } from '../issuer/issuer.ts';
import { type LocalTable, startTable } from '../table.ts';
import { CONTAINERS_HOST } from './containers.ts';

export interface IssuerAndTableOptions {
  /** The address to listen on. */
  readonly host: string;
  /** 0 takes any free port, here and below. */
  readonly issuerPort: number;
  readonly tablePort: number;
}

export interface IssuerAndTable {
  readonly issuer: LocalIssuer;
  /** Where this machine reaches the issuer, whose own URL only containers can follow. */
  readonly issuerHere: string;
  readonly table: LocalTable;
  /** Where containers reach the tables. */
  readonly tableEndpoint: string;
  close(): Promise<void>;
}

/** @throws Error that says what to do, with everything ended that was started */
export async function startIssuerAndTable(options: IssuerAndTableOptions): Promise<IssuerAndTable> {
  const { host, issuerPort, tablePort } = options;
  const issuer = await startIssuer({ port: issuerPort, host, urlHost: CONTAINERS_HOST, log: console.error });
  try {
    const table = await startTable({ port: tablePort, host });
    return {
      issuer,
      issuerHere: `http://${['0.0.0.0', '127.0.0.1'].includes(host) ? 'localhost' : host}:${issuer.port}/`,
      table,
      tableEndpoint: `http://${CONTAINERS_HOST}:${table.port}`,
      close: async () => {
        await Promise.all([issuer.close(), table.close()]);
      },
    };
  } catch (error) {
    await issuer.close();
    throw error;
  }
}
