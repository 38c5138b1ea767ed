/** What `AUTHORIZER_CONFIG` may hold: the one schema that validates it at run time and types the constructs' props; pure. */
import * as v from 'valibot';
import { ALGORITHMS, type Algorithm } from './jwks.ts';
import { PROFILES, type Profile, type ProfileName } from './profiles.ts';
import { parseRouteKey } from './route-key.ts';

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

/** The configuration as the schema leaves it: defaults filled in, those of the profiles not yet. */
export type ParsedConfig = v.InferOutput<typeof AuthorizerConfigSchema>;

/** The configuration as one writes it. */
export type AuthorizerConfigInput = v.InferInput<typeof AuthorizerConfigSchema>;

/** An issuer with its profile's defaults filled in. */
export type IssuerConfig = Omit<v.InferOutput<typeof issuer>, keyof Profile | 'audienceClaim' | 'profile'> & Profile;

/** The configuration with every default filled in. */
export type AuthorizerConfig = Omit<ParsedConfig, 'issuers'> & {
  readonly issuers: readonly IssuerConfig[];
};

export type RouteRule = AuthorizerConfig['routes'][string];
