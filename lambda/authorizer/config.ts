/** The text of `AUTHORIZER_CONFIG` comes in, a complete configuration or every problem with it goes out; pure. */
import * as v from 'valibot';
import { addressProblem } from './address.ts';
import { ALGORITHMS, type Algorithm, fitsAlgorithm, usableKeys } from './jwks.ts';
import { PROFILES, type Profile, type ProfileName } from './profiles.ts';
import type { Result } from './road.ts';
import { parseRouteKey, shapeOf } from './route-key.ts';

/** Context keys that this authorizer or API Gateway itself sets; `claims` is reserved in payload 1.0. */
const RESERVED_CONTEXT_KEYS = ['sub', 'scopes', 'issuer', 'clientId', 'principalId', 'claims', 'integrationLatency'];

const text = v.pipe(v.string(), v.minLength(1, 'a non-empty string'));
const texts = v.pipe(v.array(text), v.minLength(1, 'at least one entry'));
const scope = v.pipe(
  v.string(),
  v.regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'a scope (RFC 6749 §3.3: visible ASCII, no blank, no quote)'),
);
const scalar = v.union([v.string(), v.number(), v.boolean()]);
const algorithm = v.picklist(Object.keys(ALGORITHMS) as Algorithm[]);

/** An object that refuses unknown keys, every one of them; valibot's own `strictObject` stops at the first. */
function closedObject<const T extends v.ObjectEntries>(entries: T): v.StrictObjectSchema<T, undefined> {
  const noSuchKey = v.never(`no such key; the keys are ${Object.keys(entries).join(', ')}`);
  return noArray(v.objectWithRest(entries, noSuchKey)) as unknown as v.StrictObjectSchema<T, undefined>;
}

/** Names to values; to valibot an empty array would be one, too. */
function dictionary<
  const K extends v.BaseSchema<string, string, v.BaseIssue<unknown>>,
  const V extends v.GenericSchema,
>(key: K, value: V): v.RecordSchema<K, V, undefined> {
  return noArray(v.record(key, value)) as unknown as v.RecordSchema<K, V, undefined>;
}

function noArray(schema: v.GenericSchema) {
  return v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value), 'an object'),
    schema,
  );
}

function integer(minimum: number, maximum: number) {
  const expected = `an integer from ${minimum} to ${maximum}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(minimum, expected), v.maxValue(maximum, expected));
}

const issuer = closedObject({
  /** Compared with `iss` exactly, including a trailing slash. */
  issuer: text,
  /** One of these must be in the token's audience. */
  audience: v.pipe(
    v.union([text, texts], 'a non-empty string or a non-empty array of them'),
    v.transform((value): string[] => (typeof value === 'string' ? [value] : value)),
  ),
  /** Default: found through OpenID discovery, then RFC 8414, at the issuer. */
  jwksUri: v.optional(text),
  /** Pinned keys instead of `jwksUri`: no network at all. */
  jwks: v.optional(v.looseObject({ keys: v.array(v.looseObject({})) })),
  /** Default RS256 alone, what nearly every issuer signs with. */
  algorithms: v.optional(v.pipe(v.array(algorithm), v.minLength(1, 'at least one entry')), ['RS256']),
  /** Where the secret of HS256 is; never the secret itself. */
  hmacSecret: v.optional(
    v.union([closedObject({ env: text }), closedObject({ secretArn: text })], '{"env": NAME} or {"secretArn": ARN}'),
  ),
  profile: v.optional(v.picklist(Object.keys(PROFILES) as ProfileName[]), 'generic'),
  scopeClaims: v.optional(texts),
  audienceClaim: v.optional(text),
  clientIdClaims: v.optional(texts),
  requiredClaims: v.optional(dictionary(text, scalar)),
  clientIds: v.optional(texts),
  tokenTypes: v.optional(texts),
  maxTokenAgeSeconds: v.optional(integer(1, 315_360_000)),
});

const jwksCache = closedObject({
  maxAgeSeconds: v.optional(integer(1, 86_400), 600),
  maxStaleSeconds: v.optional(integer(0, 604_800), 21_600),
  cooldownSeconds: v.optional(integer(1, 3_600), 30),
  timeoutMs: v.optional(integer(1, 30_000), 3_000),
  maxBytes: v.optional(integer(1, 10_485_760), 262_144),
});

const tokenSource = v.pipe(
  v.string(),
  v.regex(
    /^(?:header|cookie|query|protocol):[!#$%&'*+.^_`|~\w-]+$/,
    '"header:NAME", "cookie:NAME", "query:NAME" or "protocol:NAME"',
  ),
);

const routeKey = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const parsed = dataset.typed ? parseRouteKey(dataset.value) : undefined;
    if (parsed && !parsed.ok) addIssue({ message: parsed.error });
  }),
);

const contextKey = v.pipe(
  v.string(),
  v.regex(/^\w+$/, 'a context key of letters, digits and underscores'),
  v.check(
    (key) => !RESERVED_CONTEXT_KEYS.includes(key),
    `a context key other than ${RESERVED_CONTEXT_KEYS.join(', ')}`,
  ),
);

/**
 * The one schema of the authorizer's configuration: it validates at run time and types the constructs' props.
 * Unknown keys are problems.
 */
export const AuthorizerConfigSchema = closedObject({
  issuers: v.pipe(v.array(issuer), v.minLength(1, 'at least one issuer')),
  /** The API's routes, spelled as API Gateway spells them; an array means every one of the scopes. */
  routes: dictionary(
    routeKey,
    v.union(
      [v.array(scope), closedObject({ anyOf: v.pipe(v.array(scope), v.minLength(1, 'at least one scope')) })],
      'an array of scopes or {"anyOf": [scope, …]}',
    ),
  ),
  /** What becomes of routes that the table does not name. Default deny: a forgotten route is closed, not open. */
  unlistedRoutes: v.optional(v.picklist(['deny', 'authenticated']), 'deny'),
  /** Context key -> claim, taken literally. */
  contextClaims: v.optional(dictionary(contextKey, text), {}),
  principalClaim: v.optional(text, 'sub'),
  /** Default 5: clocks that are kept by NTP differ by less. */
  clockToleranceSeconds: v.optional(integer(0, 300), 5),
  maxTokenBytes: v.optional(integer(1, 1_048_576), 16_384),
  httpApiResponse: v.optional(v.picklist(['simple', 'policy']), 'simple'),
  policyScope: v.optional(v.picklist(['api', 'route']), 'api'),
  unauthenticated: v.optional(v.picklist(['error', 'deny']), 'error'),
  tokenSources: v.optional(v.pipe(v.array(tokenSource), v.minLength(1, 'at least one entry')), [
    'header:authorization',
  ]),
  jwksCache: v.optional(jwksCache, {}),
  tokenCache: v.optional(closedObject({ maxEntries: v.optional(integer(0, 1_000_000), 1_000) }), {}),
  /** Plain http for issuers and `jwksUri`, for loopback and host.docker.internal only, even then. */
  insecureAllowHttp: v.optional(v.boolean(), false),
});

/** The configuration as one writes it. */
export type AuthorizerConfigInput = v.InferInput<typeof AuthorizerConfigSchema>;

/** An issuer with its profile's defaults filled in. */
export type IssuerConfig = Omit<v.InferOutput<typeof issuer>, keyof Profile | 'audienceClaim' | 'profile'> & Profile;

/** The configuration with every default filled in. */
export type AuthorizerConfig = Omit<v.InferOutput<typeof AuthorizerConfigSchema>, 'issuers'> & {
  readonly issuers: readonly IssuerConfig[];
};

export type RouteRule = AuthorizerConfig['routes'][string];

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** Such as `issuers[0].audience` or `routes["GET /timesheets"]`. */
  readonly path: string;
  /** What stands there, shortened; never a secret, never key material. */
  readonly received: string;
  readonly expected: string;
}

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
  const problems = (parsed.issues ?? []).map(toProblem);
  const broken = new Set((parsed.issues ?? []).map(({ path }) => (path ? placeOf(path) : undefined)));
  // What the schema alone cannot say is still said of the parts that it found whole, so that all problems come at once.
  const output = parsed.output as v.InferOutput<typeof AuthorizerConfigSchema>;
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

function withProfile({ profile, audienceClaim, ...own }: v.InferOutput<typeof issuer>): IssuerConfig {
  const defaults: Profile = PROFILES[profile];
  return {
    ...own,
    scopeClaims: own.scopeClaims ?? defaults.scopeClaims,
    audienceClaims: audienceClaim === undefined ? defaults.audienceClaims : [audienceClaim],
    clientIdClaims: own.clientIdClaims ?? defaults.clientIdClaims,
    requiredClaims: own.requiredClaims ?? defaults.requiredClaims,
  };
}

/** The part of a configuration that an issue is about: one issuer, or one of the keys at the top. */
function placeOf([first, second]: readonly { readonly key: unknown }[]): string {
  return first?.key === 'issuers' && second ? `issuers[${second.key}]` : String(first?.key);
}

function toProblem(issue: v.BaseIssue<unknown>): ConfigProblem {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  const missing = issue.path?.at(-1)?.origin === 'key' && issue.input === undefined;
  const plain = issue.message.startsWith('Invalid ');
  return {
    path: keys.reduce<string>(appendKey, '') || 'AUTHORIZER_CONFIG',
    received: describeValue(issue.input, keys),
    expected: missing ? 'a value: this key is required' : plain ? (issue.expected ?? issue.message) : issue.message,
  };
}

function appendKey(path: string, key: unknown): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  const name = String(key);
  if (!/^\w+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

function describeValue(value: unknown, keys: readonly unknown[]): string {
  if (value === undefined) return 'nothing';
  const kind =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'an array'
        : typeof value === 'object'
          ? 'an object'
          : `a ${typeof value}`;
  // Key material, or a secret put where the name of its variable belongs, must not reach a log.
  if (keys.includes('jwks') || keys.includes('hmacSecret')) return kind;
  const json = JSON.stringify(value);
  return json.length <= 80 ? json : `${json.slice(0, 77)}...`;
}

function issuerProblems(
  { issuers, insecureAllowHttp }: v.InferOutput<typeof AuthorizerConfigSchema>,
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
        JSON.stringify(entry.issuer),
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
      if (problem) add('jwksUri', JSON.stringify(entry.jwksUri), problem);
    } else if (keySources.length === 0) {
      const problem = addressProblem(entry.issuer, insecureAllowHttp);
      if (problem)
        add(
          'issuer',
          JSON.stringify(entry.issuer),
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

function routeProblems({ routes, unlistedRoutes }: v.InferOutput<typeof AuthorizerConfigSchema>): ConfigProblem[] {
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
