/** A configuration of the right shape comes in, what its parts say against each other goes out: the checks that a schema cannot make; pure. */
import { addressProblem, withoutPassword } from './address.ts';
import type { ParsedConfig } from './config-schema.ts';
import { fitsAlgorithm, usableKeys } from './jwks.ts';
import { parseRouteKey, shapeOf } from './route-key.ts';

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** Such as `issuers[0].audience` or `routes["GET /timesheets"]`. */
  readonly path: string;
  /** What stands there, shortened; never a secret, never key material. */
  readonly received: string;
  readonly expected: string;
}

/** Names that objects have by nature. The schema's library passes over them in silence, so that they would not be refused. */
const UNSAFE_KEYS = ['__proto__', 'constructor', 'prototype'];

/** Keys that no configuration can have, wherever they stand but in pinned keys, which are not ours to name. */
export function unsafeKeyProblems(value: unknown, path = ''): ConfigProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const place = appendKey(path, Array.isArray(value) ? Number(key) : key);
    if (UNSAFE_KEYS.includes(key))
      return [{ path: place, received: `the key ${key}`, expected: 'another name: this one is not safe as a key' }];
    return key === 'jwks' ? [] : unsafeKeyProblems(member, place);
  });
}

/** Appends a key to a path such as `issuers[0]`. */
export function appendKey(path: string, key: unknown): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  const name = String(key);
  if (!/^\w+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

export function issuerProblems(
  { issuers, insecureAllowHttp }: ParsedConfig,
  isBroken: (index: number) => boolean,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  issuers.forEach((entry, index) => {
    if (isBroken(index)) return;
    const add = (key: string, received: string, expected: string) =>
      problems.push({ path: `issuers[${index}].${key}`, received, expected });

    if (issuers.findIndex(({ issuer }) => issuer === entry.issuer) < index) {
      add(
        'issuer',
        JSON.stringify(withoutPassword(entry.issuer)),
        'an issuer that is not listed before; one entry holds all its audiences',
      );
    }
    const keySources = (['jwksUri', 'jwks', 'hmacSecret'] as const).filter((key) => entry[key] !== undefined);
    if (keySources.length > 1)
      add(keySources[1] as string, keySources.join(' and '), 'only one of jwksUri, jwks and hmacSecret');

    const symmetric = entry.algorithms.includes('HS256');
    if (symmetric && !entry.hmacSecret)
      add('algorithms', JSON.stringify(entry.algorithms), 'HS256 only together with hmacSecret');
    if (entry.hmacSecret && entry.algorithms.some((name) => name !== 'HS256')) {
      add(
        'algorithms',
        JSON.stringify(entry.algorithms),
        '["HS256"] alone where hmacSecret is set: one key must not serve two kinds of algorithm',
      );
    }
    if (entry.jwksUri !== undefined) {
      const problem = addressProblem(entry.jwksUri, insecureAllowHttp);
      if (problem) add('jwksUri', JSON.stringify(withoutPassword(entry.jwksUri)), problem);
    } else if (keySources.length === 0) {
      const problem = addressProblem(entry.issuer, insecureAllowHttp);
      if (problem)
        add(
          'issuer',
          JSON.stringify(withoutPassword(entry.issuer)),
          `${problem}, since the keys are discovered there; or set jwksUri or jwks`,
        );
    }
    if (entry.jwks) {
      const usable = usableKeys(entry.jwks)?.some((key) => entry.algorithms.some((name) => fitsAlgorithm(key, name)));
      if (!usable) {
        add(
          'jwks',
          `${entry.jwks.keys.length} keys`,
          `at least one public signature key for ${entry.algorithms.join(', ')} (RSA of 2048 bits or more)`,
        );
      }
    }
  });
  return problems;
}

export function routeProblems({ routes, unlistedRoutes }: ParsedConfig): ConfigProblem[] {
  const keys = Object.keys(routes);
  if (keys.length === 0 && unlistedRoutes === 'deny') {
    return [
      {
        path: 'routes',
        received: '{}',
        expected: 'at least one route, or unlistedRoutes "authenticated": this closes the whole API',
      },
    ];
  }
  const firstOfShape = new Map<string, string>();
  return keys.flatMap((key) => {
    const parsed = parseRouteKey(key);
    const shape = parsed.ok ? shapeOf(parsed.value) : key;
    const first = firstOfShape.get(shape);
    firstOfShape.set(shape, first ?? key);
    if (first === undefined) return [];
    return [
      {
        path: appendKey('routes', key),
        received: JSON.stringify(key),
        expected: `a route other than "${first}", which is the same route`,
      },
    ];
  });
}
