/** The command `explain` with a world of its own: a clock at `NOW_MS`, an issuer in memory, a terminal of 100 columns without colours. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outside, type Printed, runExplain } from '../../../bin/explain/command.ts';
import { type Issuer, ROUTES } from '../../fixtures/authorizer.ts';
import { AUDIENCE, ISSUER, NOW_MS, type SigningKey } from '../../fixtures/tokens.ts';

const METADATA_URL = `${ISSUER}.well-known/openid-configuration`;
const JWKS_URL = `${ISSUER}.well-known/jwks.json`;

/** @param keys what the issuer publishes */
export function outside(keys: readonly SigningKey[], changes: Partial<Outside> = {}): Outside {
  const documents: Readonly<Record<string, unknown>> = {
    [METADATA_URL]: { issuer: ISSUER, jwks_uri: JWKS_URL },
    [JWKS_URL]: { keys: keys.map(({ jwk }) => jwk) },
  };
  return {
    environment: {},
    getJson: async (url) => {
      const body = documents[url];
      if (body === undefined) throw new Error(`GET ${url}: expected status 200, received 404`);
      return { body };
    },
    loadSecret: async () => {
      throw Object.assign(new Error(), { name: 'AccessDeniedException' });
    },
    nowMs: () => NOW_MS,
    input: { isPiped: false, read: async () => '' },
    terminal: { colours: false, columns: 100 },
    ...changes,
  };
}

/** A configuration whose issuer is found through discovery. */
export function discovered(issuer: Issuer = {}, rest: object = {}): object {
  return { issuers: [{ issuer: ISSUER, audience: AUDIENCE, ...issuer }], routes: ROUTES, ...rest };
}

/** Runs the command in a folder that holds these files as JSON; file names among the arguments are theirs. */
export async function runWith(
  files: Readonly<Record<string, unknown>>,
  args: readonly string[],
  world: Outside,
): Promise<Printed> {
  const folder = mkdtempSync(join(tmpdir(), 'explain-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
    const printed = await runExplain(
      args.map((arg) => (Object.hasOwn(files, arg) ? join(folder, arg) : arg)),
      world,
    );
    const plain = (text: string | undefined) => text?.replaceAll(`${folder}/`, '');
    return { ...printed, stdout: plain(printed.stdout), stderr: plain(printed.stderr) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
