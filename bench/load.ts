/** `npm run bench:load`: how long it takes to load the authorizer's bundle, beside the least bundles on other libraries; interleaved runs, medians, ratios. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { exportJWK, generateKeyPair } from 'jose';
import { AUTHORIZER_BUNDLING, AUTHORIZER_ENTRY } from '../lib/authorizer-bundle.ts';

const RUNS = 15;
const BASELINE = 'aws-jwt-verify';

interface Candidate {
  readonly name: string;
  readonly file: string;
  readonly environment: Record<string, string>;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-load-'));
const jwks = {
  keys: [{ ...(await exportJWK((await generateKeyPair('RS256')).publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }],
};
const tls = (name: string) => join(import.meta.dirname, '../test/fixtures/tls', name);
const server = createServer({ key: readFileSync(tls('key.pem')), cert: readFileSync(tls('cert.pem')) }, (_, response) =>
  response.end(JSON.stringify(jwks)),
);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

try {
  const candidates = await bundleAll(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const times = new Map(candidates.map(({ name }) => [name, [] as number[]]));
  for (let run = 0; run < RUNS; run += 1) {
    // The first is another one each time, so that none always runs on a machine that the one before it warmed.
    for (const index of candidates.keys()) {
      const { name, file, environment } = candidates[(index + run) % candidates.length] as Candidate;
      times.get(name)?.push(await loadMs(file, environment));
    }
  }
  report(candidates, new Map([...times].map(([name, values]) => [name, median(values)])));
} finally {
  server.close();
  rmSync(folder, { recursive: true });
}

async function bundleAll(jwksUri: string): Promise<Candidate[]> {
  const { mainFields, external, ...options } = AUTHORIZER_BUNDLING;
  const ours = await bundle('authorizer.mjs', AUTHORIZER_ENTRY, {
    ...options,
    mainFields: [...mainFields],
    external: [...external],
  });
  const peer = (name: string) => join(import.meta.dirname, 'peers', name);
  const config = (issuer: Record<string, unknown>) => ({
    AUTHORIZER_CONFIG: JSON.stringify({
      issuers: [{ issuer: 'https://issuer.example/', audience: 'api', ...issuer }],
      routes: { 'GET /timesheets': ['read:timesheets'] },
    }),
  });
  const peers = { ISSUER: 'https://issuer.example/', AUDIENCE: 'api', JWKS_URI: jwksUri };
  return [
    { name: 'this authorizer', file: ours, environment: config({ jwks }) },
    { name: 'this authorizer, keys fetched over TLS as well', file: ours, environment: config({ jwksUri }) },
    { name: BASELINE, file: await bundle('aws-jwt-verify.mjs', peer('aws-jwt-verify.ts'), {}), environment: peers },
    // CommonJS packages, bundled as what they are.
    {
      name: 'jsonwebtoken + jwks-rsa',
      file: await bundle('jsonwebtoken.cjs', peer('jsonwebtoken.ts'), { format: 'cjs' }),
      environment: peers,
    },
  ];
}

async function bundle(name: string, entry: string, options: BuildOptions): Promise<string> {
  const outfile = join(folder, name);
  const mainFields = ['module', 'main'];
  await build({
    format: 'esm',
    target: 'node20',
    minify: true,
    mainFields,
    ...options,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
  });
  return outfile;
}

/** In a process of its own: from before the import to after it. */
async function loadMs(file: string, environment: Record<string, string>): Promise<number> {
  const script = `
    const start = performance.now();
    await import(${JSON.stringify(file)});
    console.log('load-ms', performance.now() - start);
    process.exit();
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: environment,
  });
  const [, ms] = /load-ms ([\d.]+)/.exec(stdout) ?? [];
  if (ms === undefined) throw new Error(`${file} did not load: ${stdout}`);
  return Number(ms);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}

function report(candidates: readonly Candidate[], medians: ReadonlyMap<string, number>): void {
  const baseline = medians.get(BASELINE) as number;
  console.log(`Node ${process.versions.node}, median of ${RUNS} interleaved runs\n`);
  console.log(`${'bundle'.padEnd(40)}${'kB'.padStart(7)}${'load ms'.padStart(10)}   x ${BASELINE}`);
  for (const { name, file } of candidates) {
    const ms = medians.get(name) as number;
    const kilobytes = (statSync(file).size / 1024).toFixed(0);
    console.log(
      `${name.padEnd(40)}${kilobytes.padStart(7)}${ms.toFixed(1).padStart(10)}   ${(ms / baseline).toFixed(2)}`,
    );
  }
}
