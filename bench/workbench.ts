/** What every measurement works with: bundles in a temporary folder, an issuer that serves its JWKS over TLS on loopback, tokens, events and environments. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { AUTHORIZER_BUNDLING } from '../lib/authorizer-bundle.ts';
import { serveTls } from '../test/fixtures/servers.ts';
import { AUDIENCE, ISSUER, signingKey, token } from '../test/fixtures/tokens.ts';
import { type Candidate, OURS } from './candidates.ts';
import type { Program } from './processes.ts';
import { routeTable } from './route-table.ts';

const CERTIFICATE = join(import.meta.dirname, '../test/fixtures/tls/cert.pem');
const PRIVATE_KEY = join(import.meta.dirname, '../test/fixtures/tls/key.pem');

/** How this authorizer is set up. */
export interface Setup {
  readonly routes: number;
  /** The keys stand in the configuration; else they are fetched. */
  readonly pinned?: boolean;
  readonly policyScope?: 'api' | 'route';
}

export interface Workbench {
  /** @param kind whether it is to start cold or to answer in a loop */
  program(kind: 'cold' | 'loop', candidate: Candidate, setup: Setup): Promise<Program>;
  /** `Bearer` and a token that was never handed out before. */
  authorization(): string;
  /** Writes the events where a loop can read them. */
  eventsFile(events: readonly unknown[]): string;
  close(): Promise<void>;
}

export async function openWorkbench(): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  // Two keys, as issuers publish them that rotate: the one in use and the next.
  const key = signingKey();
  const jwks = { keys: [key.jwk, signingKey({ kid: 'key-2' }).jwk] };
  const issuer = await serveTls(
    { '/jwks': jwks },
    { key: readFileSync(PRIVATE_KEY, 'utf8'), cert: readFileSync(CERTIFICATE, 'utf8') },
  );
  const jwksUri = `${issuer.url}/jwks`;
  const bundles = new Map<string, Promise<string>>();
  let tokens = 0;
  let files = 0;

  function bundle(entry: string, format: 'esm' | 'cjs'): Promise<string> {
    const outfile = join(folder, `${bundles.size}.${format === 'esm' ? 'mjs' : 'cjs'}`);
    const { mainFields, external, ...options } = AUTHORIZER_BUNDLING;
    const made =
      bundles.get(entry) ??
      build({
        ...options,
        mainFields: [...mainFields],
        external: [...external],
        entryPoints: [entry],
        outfile,
        format,
        bundle: true,
        platform: 'node',
      }).then(() => outfile);
    bundles.set(entry, made);
    return made;
  }

  return {
    async program(kind, candidate, setup) {
      return {
        driver: await bundle(join(import.meta.dirname, `${kind}.ts`), 'esm'),
        bundle: await bundle(candidate.entry, candidate.format),
        environment: {
          // Not NODE_EXTRA_CA_CERTS: Node 20 would then read every root certificate as it starts, and no candidate would be seen to pay for that.
          NODE_TLS_REJECT_UNAUTHORIZED: '0',
          NODE_NO_WARNINGS: '1',
          ...(candidate === OURS
            ? {
                AUTHORIZER_CONFIG: JSON.stringify({
                  issuers: [{ issuer: ISSUER, audience: AUDIENCE, ...(setup.pinned ? { jwks } : { jwksUri }) }],
                  routes: routeTable(setup.routes),
                  policyScope: setup.policyScope,
                }),
              }
            : { ISSUER, AUDIENCE, JWKS_URI: jwksUri, JWKS: JSON.stringify(jwks) }),
        },
      };
    },
    authorization() {
      tokens += 1;
      const now = Math.floor(Date.now() / 1000);
      return `Bearer ${token(key, { claims: { jti: `token-${tokens}`, iat: now, exp: now + 3_600 } })}`;
    },
    eventsFile(events) {
      files += 1;
      const file = join(folder, `events-${files}.json`);
      writeFileSync(file, JSON.stringify(events));
      return file;
    },
    async close() {
      await issuer.close();
      rmSync(folder, { recursive: true });
    },
  };
}
