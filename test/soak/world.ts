/** A seed comes in, a world that goes on for as long as it is asked goes out: issuers that rotate keys and go down, callers with tokens of every sort, their clock. */
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import type { GetJson } from '../../lambda/authorizer/http-get.ts';
import {
  appSyncEvent,
  http1Event,
  http2Event,
  restRequestEvent,
  restTokenEvent,
  webSocketEvent,
} from '../fixtures/events.ts';
import { AUDIENCE, NOW_MS, type SigningKey, secretKey, signingKey, token } from '../fixtures/tokens.ts';

export interface World {
  readonly environment: Readonly<Record<string, string>>;
  readonly getJson: GetJson;
  readonly nowMs: () => number;
  readonly counts: { rotations: number; outages: number; tokens: number };
  /** The next request; the clock goes on by its share of a second. */
  nextEvent(): unknown;
}

const SECRET = 'of the soak alone: thirty-two bytes';
const MINUTE_MS = 60_000;
const STEP_MS = 50;
const ROTATION_MS = 20 * MINUTE_MS;
/** Within `maxStaleSeconds`, and every fourth time beyond it. */
const OUTAGES_MS = { every: 90 * MINUTE_MS, short: 25 * MINUTE_MS, long: 85 * MINUTE_MS };
/** More than the authorizer keeps, with favourites among them. */
const TOKENS = 5_000;
const SHARE = { newToken: 0.05, forged: 0.03, unknownKid: 0.02 };

const SCOPES = ['read', 'create', 'update', 'delete', 'approve', 'export', 'admin', 'audit', 'share', 'import'];
const EVENTS = [restTokenEvent, restRequestEvent, http1Event, http2Event, webSocketEvent, appSyncEvent] as const;

interface SoakIssuer {
  readonly issuer: string;
  readonly alg: string;
  keys: SigningKey[];
  downUntilMs: number;
}

const config: AuthorizerConfigInput = {
  issuers: [
    { issuer: 'https://one.example/', audience: AUDIENCE, algorithms: ['EdDSA'], jwksUri: 'https://one.example/jwks' },
    { issuer: 'https://two.example/', audience: AUDIENCE, algorithms: ['ES256'], jwksUri: 'https://two.example/jwks' },
    { issuer: 'https://three.example/', audience: AUDIENCE, algorithms: ['HS256'], hmacSecret: { env: 'SECRET' } },
  ],
  routes: {
    'GET /timesheets': ['read'],
    ...Object.fromEntries(SCOPES.map((scope) => [`POST /timesheets/{id}/${scope}`, [scope]])),
    $connect: ['read'],
    'Query.timesheets': ['read'],
    'Mutation.createTimesheet': ['create'],
  },
  jwksCache: { maxStaleSeconds: 3_600 },
};

export function createWorld(seed: number): World {
  const random = randomNumbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let nowMs = NOW_MS;
  let nextRotationMs = nowMs + ROTATION_MS;
  let nextOutageMs = nowMs + OUTAGES_MS.every;
  const counts = { rotations: 0, outages: 0, tokens: 0 };

  const remote: SoakIssuer[] = config.issuers.slice(0, 2).map(({ issuer, algorithms = [] }) => {
    const alg = algorithms[0] ?? '';
    return { issuer, alg, keys: [signingKey({ alg, kid: 'first' })], downUntilMs: 0 };
  });
  const symmetric: SoakIssuer = {
    issuer: 'https://three.example/',
    alg: 'HS256',
    keys: [secretKey(SECRET)],
    downUntilMs: 0,
  };
  const issuers = [...remote, symmetric];

  function newToken(): string {
    counts.tokens += 1;
    const { issuer, keys } = pick(issuers);
    const now = Math.floor(nowMs / 1000);
    const scope = SCOPES.filter(() => random() < 0.5).join(' ');
    const claims = {
      iss: issuer,
      sub: `user-${counts.tokens}`,
      scope,
      iat: now,
      exp: now + 60 + Math.floor(random() * 3_600),
    };
    return token(pick(keys), { claims });
  }
  const tokens = Array.from({ length: TOKENS }, newToken);

  function nextToken(): string {
    const index = Math.floor(TOKENS * random() ** 3);
    const share = random();
    if (share < SHARE.newToken) tokens[index] = newToken();
    const known = tokens[index] ?? '';
    if (share > 1 - SHARE.forged) return `${known.slice(0, -8)}AAAAAAAA`;
    if (share > 1 - SHARE.forged - SHARE.unknownKid) {
      const header = { alg: 'EdDSA', kid: `unknown-${nowMs}` };
      return token(remote[0]?.keys[0] as SigningKey, { header, claims: { iss: 'https://one.example/' } });
    }
    return known;
  }

  function goOn(): void {
    nowMs += STEP_MS;
    if (nowMs >= nextRotationMs) {
      nextRotationMs += ROTATION_MS;
      counts.rotations += 1;
      // The former key stays for a while, so that its tokens go on.
      for (const one of remote)
        one.keys = [signingKey({ alg: one.alg, kid: `key-${counts.rotations}` }), ...one.keys].slice(0, 2);
    }
    if (nowMs >= nextOutageMs) {
      nextOutageMs += OUTAGES_MS.every;
      counts.outages += 1;
      pick(remote).downUntilMs = nowMs + (counts.outages % 4 === 0 ? OUTAGES_MS.long : OUTAGES_MS.short);
    }
  }

  return {
    environment: { AUTHORIZER_CONFIG: JSON.stringify(config), SECRET },
    nowMs: () => nowMs,
    counts,
    async getJson(url) {
      const found = remote.find(({ issuer }) => url.startsWith(issuer));
      if (!found || nowMs < found.downUntilMs) throw new Error(`GET ${url}: connect ECONNREFUSED`);
      return { body: { keys: found.keys.map(({ jwk }) => jwk) }, maxAgeSeconds: 300 };
    },
    nextEvent() {
      goOn();
      return pick(EVENTS)(`Bearer ${nextToken()}`);
    },
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
