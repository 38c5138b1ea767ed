/** The text of `AUTHORIZER_CONFIG` comes in, a complete configuration or every problem with it goes out; pure. */
import * as v from 'valibot';
import { appendKey, type ConfigProblem, issuerProblems, routeProblems, unsafeKeyProblems } from './config-checks.ts';
import {
  type AuthorizerConfig,
  AuthorizerConfigSchema,
  type IssuerConfig,
  type ParsedConfig,
} from './config-schema.ts';
import { PROFILES, type Profile } from './profiles.ts';
import type { Result } from './road.ts';

export type { ConfigProblem } from './config-checks.ts';
export type { AuthorizerConfig, AuthorizerConfigInput, IssuerConfig, RouteRule } from './config-schema.ts';

/**
 * Reads the value of `AUTHORIZER_CONFIG`.
 *
 * @param document the JSON text; undefined where the variable is not set
 * @returns the configuration with its defaults, or all its problems at once
 */
export function parseConfig(document: string | undefined): Result<AuthorizerConfig, ConfigProblem[]> {
  if (document === undefined) {
    return { ok: false, error: [{ path: 'AUTHORIZER_CONFIG', received: 'nothing', expected: 'a JSON document' }] };
  }
  let json: unknown;
  try {
    json = JSON.parse(document);
  } catch {
    return {
      ok: false,
      error: [
        {
          path: 'AUTHORIZER_CONFIG',
          received: `${document.length} characters that are not JSON`,
          expected: 'a JSON document',
        },
      ],
    };
  }
  return validateConfig(json);
}

/** Validates a configuration that is already parsed, as the constructs have it. */
export function validateConfig(json: unknown): Result<AuthorizerConfig, ConfigProblem[]> {
  const parsed = v.safeParse(AuthorizerConfigSchema, json);
  const issues = parsed.issues ?? [];
  const problems = [...issues.map(toProblem), ...unsafeKeyProblems(json)];
  const broken = new Set(issues.map(({ path }) => (path ? placeOf(path) : undefined)));
  // What the schema alone cannot say is still said of the parts that it found whole, so that all problems come at once.
  const output = parsed.output as ParsedConfig;
  if (!broken.has('issuers') && output?.issuers) {
    problems.push(...issuerProblems(output, (index) => broken.has(`issuers[${index}]`)));
  }
  if (!broken.has('routes') && output?.routes) problems.push(...routeProblems(output));
  if (problems.length > 0 || !parsed.success) return { ok: false, error: problems };
  return { ok: true, value: { ...parsed.output, issuers: parsed.output.issuers.map(withProfile) } };
}

/** The problems as one text, for an error message. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ path, received, expected }) => `${path}: received ${received}, expected ${expected}`);
  return `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in AUTHORIZER_CONFIG: ${lines.join('; ')}`;
}

function withProfile({ profile, audienceClaim, ...own }: ParsedConfig['issuers'][number]): IssuerConfig {
  const defaults: Profile = PROFILES[profile];
  return {
    ...own,
    scopeClaims: own.scopeClaims ?? defaults.scopeClaims,
    audienceClaims: audienceClaim === undefined ? defaults.audienceClaims : [audienceClaim],
    clientIdClaims: own.clientIdClaims ?? defaults.clientIdClaims,
    requiredClaims: own.requiredClaims ?? defaults.requiredClaims,
  };
}

interface Key {
  readonly key: unknown;
}

/** The part of a configuration that an issue is about: one issuer, or one of the keys at the top. */
function placeOf([first, second]: readonly [Key, ...Key[]]): string {
  return first.key === 'issuers' && second ? `issuers[${second.key}]` : String(first.key);
}

function toProblem(issue: v.BaseIssue<unknown>): ConfigProblem {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  const missing = issue.path?.at(-1)?.origin === 'key' && issue.input === undefined;
  const plain = issue.message.startsWith('Invalid ');
  return {
    path: keys.reduce<string>(appendKey, '') || 'AUTHORIZER_CONFIG',
    // Of a key that does not exist nobody knows what it was meant to hold.
    received: isUnknownKey(issue) ? kindOf(issue.input) : describeValue(issue.input, keys),
    expected: missing ? 'a value: this key is required' : plain ? (issue.expected ?? issue.message) : issue.message,
  };
}

/** The schema has `never` for keys that it does not know. */
function isUnknownKey({ type }: v.BaseIssue<unknown>): boolean {
  return type === 'never';
}

function describeValue(value: unknown, keys: readonly unknown[]): string {
  // Key material, or a secret put where the name of its variable belongs, must not reach a log.
  const isSecret = keys.some((key) => key === 'jwks' || /secret|password/i.test(String(key)));
  if (isSecret || (typeof value === 'object' && !Array.isArray(value)) || value === undefined) return kindOf(value);
  const json = JSON.stringify(value);
  return json.length <= 80 ? json : `${json.slice(0, 77)}...`;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
