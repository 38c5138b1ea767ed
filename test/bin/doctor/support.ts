/** A configuration that is healthy, and ways to have it examined: alone, in a template, with the issuers that are asked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../../../bin/configuration/read-configuration.ts';
import { examine, type Report } from '../../../bin/doctor/examine.ts';
import type { Finding } from '../../../bin/doctor/finding.ts';
import type { Options } from '../../../bin/doctor/options.ts';
import type { AuthorizerConfigInput } from '../../../lambda/authorizer/config.ts';
import { getJson } from '../../../lambda/authorizer/http-get.ts';
import { AUDIENCE, ISSUER } from '../../fixtures/tokens.ts';

export type Config = AuthorizerConfigInput;
export type Issuer = Partial<Config['issuers'][number]>;
type Asked = Partial<Pick<Options, 'kind' | 'ttlSeconds' | 'tokenLifetimeSeconds' | 'offline'>>;

/** Nothing is to be said of it. */
export const HEALTHY: Config = {
  issuers: [{ issuer: ISSUER, audience: AUDIENCE }],
  routes: { 'GET /timesheets': ['read:timesheets'], 'POST /timesheets': ['create:timesheets'] },
};

/** The healthy one with another issuer. */
export function withIssuer(issuer: Issuer, rest: Partial<Config> = {}): Config {
  return { ...HEALTHY, issuers: [{ issuer: ISSUER, audience: AUDIENCE, ...issuer }], ...rest };
}

const edges = { getJson, nowMs: Date.now };

/** @param config of any shape; asks no issuer unless `offline` is false */
export function examineConfig(config: unknown, asked: Asked = {}): Promise<Report> {
  return examine(
    { document: JSON.stringify(config), where: 'authorizer.json', unknown: [] },
    { offline: true, ...asked },
    edges,
  );
}

/** @param template as JSON */
export async function examineTemplate(template: unknown, functionId?: string): Promise<Report> {
  const file = temporaryFile('Stack.template.json', JSON.stringify(template));
  return examine(
    readConfiguration({ template: file, function: functionId }, {}, { keepUnknown: true }),
    { offline: true },
    edges,
  );
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Gone after the tests of the file. */
export function temporaryFile(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-test-'));
  folders.push(folder);
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** What of a finding is its own. */
export type Own = Pick<Finding, 'code' | 'severity' | 'where' | 'found'>;

export function ownOf({ findings }: Report): Own[] {
  return findings.map(({ code, severity, where, found }) => ({ code, severity, where, found }));
}

export function codesOf({ findings }: Report): string[] {
  return findings.map(({ code }) => code);
}
