/** Who is compared, as data: a name, the file to bundle, and how. */
import { join } from 'node:path';
import { AUTHORIZER_ENTRY } from '../lib/authorizer-bundle.ts';

export interface Candidate {
  /** As the tables have it. */
  readonly name: string;
  readonly entry: string;
  /** CommonJS packages are bundled as what they are. */
  readonly format: 'esm' | 'cjs';
  /** It remembers tokens that it verified. */
  readonly remembersTokens?: boolean;
}

const peer = (name: string) => join(import.meta.dirname, 'peers', `${name}.ts`);

export const OURS: Candidate = {
  name: 'this authorizer',
  entry: AUTHORIZER_ENTRY,
  format: 'esm',
  remembersTokens: true,
};

/** Minimal authorizers on other libraries. */
export const PEERS: readonly Candidate[] = [
  { name: 'aws-jwt-verify', entry: peer('aws-jwt-verify'), format: 'esm' },
  { name: 'jsonwebtoken + jwks-rsa', entry: peer('jsonwebtoken'), format: 'cjs' },
  { name: 'jose, remote key set', entry: peer('jose'), format: 'esm' },
  { name: 'fast-jwt, cache on', entry: peer('fast-jwt'), format: 'cjs', remembersTokens: true },
];

/** What one verification costs where nothing else is done; beside new tokens alone. */
export const JOSE_LOCAL: Candidate = { name: 'jose, local key set', entry: peer('jose-local'), format: 'esm' };

/** What Node costs where nothing is verified. */
export const NOTHING: Candidate = { name: 'empty handler', entry: peer('nothing'), format: 'esm' };
