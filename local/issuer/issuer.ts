/** Runs a real OpenID provider for local use: a port goes in, an Auth0-shaped issuer with demo users listens there. */

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { errors } from 'oidc-provider';
import { answerLogin, isLoginPath } from './login-screen.ts';
import { isLoopback } from './loopback.ts';
import { createProvider } from './provider.ts';
import { answerRotation, type RotateKeys, rotationPath } from './rotation.ts';
import { createSigningKey } from './signing-key.ts';
import { createStore } from './store.ts';
import { answerUserinfo, bearerJwt, userinfoPath } from './userinfo.ts';

export interface IssuerProps {
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * The address to listen on; `0.0.0.0` lets containers in. Another address than loopback lets every machine that reaches it log
   * in as a demo user.
   * @default '127.0.0.1'
   */
  readonly host?: string;
  /**
   * The host in the issuer's own URL and so in the tokens' `iss`: the one by which the authorizer reaches it.
   * @default 'localhost', wherever it listens: every browser treats it as a secure context
   */
  readonly urlHost?: string;
  /**
   * How long an access token lasts.
   * @default 3600, so that a session of curl commands fits into one token
   */
  readonly accessTokenTtlSeconds?: number;
  /** Takes one line of text per event; a line never holds a token. */
  readonly log: (line: string) => void;
}

export interface LocalIssuer {
  /** The issuer identifier, `http://localhost:PORT/`: what `iss` says, with the trailing slash that Auth0 has. */
  readonly issuer: string;
  /** Where it listens. */
  readonly port: number;
  /**
   * Signs from now on with a new key. Sessions and refresh tokens go on; tokens that the previous keys signed stay valid while
   * those keys are published, which is for good or, with `dropPrevious`, no longer.
   * @returns the new key's `kid`
   */
  readonly rotateKeys: RotateKeys;
  /** Frees the port; open connections are cut. */
  close(): Promise<void>;
}

/**
 * @throws Error that names the port when it is in use or cannot be bound
 */
export async function startIssuer({
  port,
  host = '127.0.0.1',
  urlHost = 'localhost',
  accessTokenTtlSeconds = 3600,
  log,
}: IssuerProps): Promise<LocalIssuer> {
  let signingKeys = [await createSigningKey()];
  const server = createServer();
  const boundPort = await listen(server, port, host);
  if (!isLoopback(host)) log(`warning: the issuer listens on ${host}: whoever reaches it can log in as a demo user`);

  const issuer = `http://${urlHost}:${boundPort}/`;
  const store = createStore(Date.now);
  const cookieKeys = [randomBytes(32).toString('base64url')];

  const build = () => {
    const provider = createProvider({ issuer, signingKeys, store, cookieKeys, accessTokenTtlSeconds });
    provider.on('server_error', (_ctx, error) => log(`${error.stack ?? error.message}`));
    provider.on('authorization.error', (_ctx, error) => log(`refused a login: ${describe(error)}`));
    provider.on('grant.error', (_ctx, error) => log(`refused a token: ${describe(error)}`));
    return { provider, answer: provider.callback() };
  };
  let current = build();

  const rotateKeys: RotateKeys = async ({ dropPrevious = false } = {}) => {
    const key = await createSigningKey();
    signingKeys = dropPrevious ? [key] : [key, ...signingKeys];
    // The provider takes its keys at birth; its memory lives in the store, so a new one goes on where the old one stops.
    current = build();
    log(`signs with the new key ${key.kid}${dropPrevious ? ', previous keys are gone' : ''}`);
    return key.kid;
  };

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [path = '/'] = (req.url ?? '/').split('?');
    if (path === rotationPath) return answerRotation(rotateKeys, req, res);
    const jwt = path === userinfoPath ? bearerJwt(req) : undefined;
    if (jwt !== undefined) return answerUserinfo(jwt, issuer, signingKeys, req, res);
    if (isLoginPath(path)) return answerLogin(current.provider, req, res);
    return current.answer(req, res);
  }

  server.on('request', (req, res) => {
    answer(req, res).catch((error) => {
      log(`${error instanceof Error ? error.stack : String(error)}`);
      res.destroy();
    });
  });

  return { issuer, port: boundPort, rotateKeys, close: () => close(server) };
}

function describe({ error, error_description: description, error_detail: detail }: errors.OIDCProviderError): string {
  return [error, description, detail].filter((part) => part !== undefined).join(': ');
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `is in use: stop what listens there or choose another with --issuer-port`
          : `cannot be bound (${error.code}): choose another with --issuer-port`;
      reject(new Error(`port ${port} on ${host} ${reason}`, { cause: error }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
