/** What the fuzz asks: plans of random changes come out, which hold no token, and each is built into an event with what must become of it; pure. */
import fc from 'fast-check';
import {
  appSyncEvent,
  http1Event,
  http2Event,
  restRequestEvent,
  restTokenEvent,
  STAGE_ARN,
  webSocketEvent,
} from '../fixtures/events.ts';
import { edit, eventChange, index, keyChange, member, method, text, value } from './arbitraries.ts';
import { CLAIMS, CREATE, HEADER, JWKS, READ, signedToken, TOKENS } from './corpus.ts';
import { applyEdits, TEXTS, withMember } from './edits.ts';
import { presentedToken, scopesOfSigned, scopesOfValid } from './judge.ts';

/** One question to an authorizer. */
export interface Case {
  /** Which configuration is asked. */
  readonly config: number;
  readonly event: object;
  /** What the issuer answers with instead of its keys. */
  readonly jwks?: unknown;
  /**
   * - `allow`, `forbidden`, `unauthenticated`: this and nothing else
   * - `refused`: no good token stands in it, so unauthenticated, or a fault
   * - `any`: a good token stands somewhere in it, so whatever the contract has
   */
  readonly expected: 'allow' | 'forbidden' | 'unauthenticated' | 'refused' | 'any';
  /** The tokens that no log may hold. */
  readonly tokens: readonly string[];
}

/** Everything that leads to one case, in words and numbers that say nothing of a token; what a failure prints. */
export type Plan = {
  readonly [F in keyof typeof FAMILIES]: { readonly family: F; readonly plan: PlanOf<F> };
}[keyof typeof FAMILIES];
type PlanOf<F extends keyof typeof FAMILIES> = (typeof FAMILIES)[F] extends Family<infer P> ? P : never;

interface Family<P> {
  /** How often it is asked, among the sum of all. */
  readonly weight: number;
  readonly plan: fc.Arbitrary<P>;
  build(plan: P): Case;
}

const family = <P>(one: Family<P>): Family<P> => one;

/** Every kind of event, asking for what `READ` opens (GET, the query) and, where it can, for what `CREATE` opens. */
const KINDS = {
  'rest-token': (authorization: string, method: string) => restTokenEvent(authorization, { method }),
  'rest-request': (authorization: string, method: string) => restRequestEvent(authorization, { method }),
  'http-1.0': (authorization: string, method: string) => http1Event(authorization, { method }),
  'http-2.0': (authorization: string, method: string) => http2Event(authorization, { method }),
  websocket: (authorization: string) => webSocketEvent(authorization),
  appsync: (authorization: string) => appSyncEvent(authorization),
} as const;
type Kind = keyof typeof KINDS;

const kind = fc.constantFrom(...(Object.keys(KINDS) as Kind[]));
function verdict(scopes: readonly string[] | undefined, kind: Kind, method: string): Case['expected'] {
  if (!scopes) return 'unauthenticated';
  const needed = kind === 'websocket' || kind === 'appsync' ? READ : { GET: READ, POST: CREATE }[method];
  return needed !== undefined && scopes.includes(needed) ? 'allow' : 'forbidden';
}

/** Whether a good token stands anywhere in a text, byte for byte. */
function holdsValid(text: string): boolean {
  return TOKENS.some((token) => text.includes(token));
}

/** Members of a key that say what it is for, not what it is. */
const UNREAD = ['alg', 'use'];

const FAMILIES = {
  /** A good token, changed a little. */
  token: family({
    weight: 50,
    plan: fc.record({ index, edits: fc.array(edit, { maxLength: 3 }), kind, method }),
    build({ index, edits, kind, method }) {
      const token = applyEdits(TOKENS[index] ?? '', edits);
      const authorization = `Bearer ${token}`;
      const scopes = scopesOfValid(presentedToken([authorization], kind));
      return {
        config: 0,
        event: KINDS[kind](authorization, method),
        expected: verdict(scopes, kind, method),
        tokens: [token],
      };
    },
  }),

  /** A good token in a header that is changed, alone or twice. */
  header: family({
    weight: 15,
    plan: fc.record({
      index,
      scheme: fc.constantFrom('Bearer', 'bearer', 'BEARER', 'bEARER', 'Basic', '', 'Bearer2', 'Beare'),
      blank: fc.constantFrom(' ', '   ', '', '\t', ' \t', '\u00a0', ', ', '\n', '\0'),
      around: fc.tuple(
        fc.constantFrom('', ' ', '   ', ...TEXTS.slice(0, 30)),
        fc.constantFrom('', ' ', '   ', ...TEXTS.slice(0, 30)),
      ),
      second: fc.option(index, { freq: 4 }),
      kind,
      method,
    }),
    build({ index, scheme, blank, around: [before, after], second, kind, method }) {
      const one = `${before}${scheme}${blank}${TOKENS[index]}${after}`;
      const values = second === null ? [one] : [one, `Bearer ${TOKENS[second]}`];
      const takesOne = kind === 'rest-token' || kind === 'http-2.0' || kind === 'appsync';
      const event = KINDS[kind](one, method);
      if (!takesOne) Object.assign(event, { multiValueHeaders: { Authorization: values } });
      const scopes = scopesOfValid(presentedToken(takesOne ? [one] : values, kind));
      return { config: 0, event, expected: verdict(scopes, kind, method), tokens: [TOKENS[index] ?? ''] };
    },
  }),

  /** Texts of any sort where a token belongs. */
  noise: family({
    weight: 5,
    plan: fc.record({ text: fc.array(text, { maxLength: 6 }), kind, config: fc.nat({ max: 1 }) }),
    build: ({ text, kind, config }) => ({
      config,
      event: KINDS[kind](text.join(''), 'GET'),
      expected: 'unauthenticated',
      tokens: [],
    }),
  }),

  /** Members of the header and of the claims, signed as the issuer signs. */
  signed: family({
    weight: 15,
    plan: fc.record({
      header: fc.array(member, { maxLength: 2 }),
      claims: fc.array(member, { maxLength: 3 }),
      kind,
      method,
    }),
    build({ header, claims, kind, method }) {
      const texts = [header.reduce(withMember, HEADER), claims.reduce(withMember, CLAIMS)] as const;
      const token = signedToken(...texts);
      const scopes = token.length > 16_384 ? undefined : scopesOfSigned(...texts);
      return {
        config: 0,
        event: KINDS[kind](`Bearer ${token}`, method),
        expected: verdict(scopes, kind, method),
        tokens: [],
      };
    },
  }),

  /** A token, good or changed, in a cookie, a parameter or a subprotocol; other members of the event changed as well. */
  event: family({
    weight: 12,
    plan: fc.record({
      index,
      edits: fc.array(edit, { maxLength: 1 }),
      kind,
      config: fc.nat({ max: 1 }),
      changes: fc.array(eventChange, { minLength: 1, maxLength: 3 }),
    }),
    build({ index, edits, kind, config, changes }) {
      const token = applyEdits(TOKENS[index] ?? '', edits);
      const filled: Record<string, unknown> = {
        bearer: `Bearer ${token}`,
        token,
        cookie: `a=b; session=${token}`,
        protocol: `bearer, ${token}`,
        arn: `${STAGE_ARN}/GET/timesheets`,
        none: undefined,
      };
      let changed: Record<string, unknown> = { ...KINDS[kind](`Bearer ${token}`, 'GET') };
      for (const { name, inner, what } of changes) {
        const content = typeof what === 'string' && Object.hasOwn(filled, what) ? filled[what] : what;
        changed = { ...changed, [name]: inner === null ? content : { ...Object(changed[name]), [inner]: content } };
      }
      const event = JSON.stringify(changed);
      return {
        config,
        event: JSON.parse(event),
        expected: holdsValid(event) ? 'any' : 'refused',
        tokens: [token],
      };
    },
  }),

  /** An issuer whose answer is no good set of keys; asked with a token that its good set verifies. */
  jwks: family({
    weight: 3,
    plan: fc.record({
      index: fc.nat({ max: 4 * JWKS.keys.length - 1 }),
      document: fc.option(value, { freq: 4, nil: undefined }),
      changes: fc.array(keyChange, { maxLength: 3 }),
    }),
    build({ index, document, changes }) {
      const keys: Record<string, unknown>[] = JWKS.keys.map((key) => ({ ...key }));
      for (const { key, name, value } of changes) keys[key] = { ...keys[key], [name]: value };
      const jwks = document === undefined ? { keys } : document;
      const signer: Record<string, unknown> = JWKS.keys[Math.floor(index / 4)] ?? {};
      const isThere =
        document === undefined &&
        keys.some((key) => Object.keys(signer).every((name) => UNREAD.includes(name) || key[name] === signer[name]));
      const token = TOKENS[index] ?? '';
      return {
        config: 0,
        jwks,
        event: restTokenEvent(`Bearer ${token}`),
        expected: isThere ? 'any' : 'refused',
        tokens: token.split('.'),
      };
    },
  }),
};

export const plans: fc.Arbitrary<Plan> = fc.oneof(
  ...Object.entries(FAMILIES).map(([name, { weight, plan }]) => ({
    weight,
    arbitrary: (plan as fc.Arbitrary<unknown>).map((plan) => ({ family: name, plan }) as Plan),
  })),
);

export function buildCase({ family, plan }: Plan): Case {
  return (FAMILIES[family] as Family<unknown>).build(plan);
}

/** Every token of the corpus and one that is none, asking for every route by every kind of event. */
export function plainEvents(): object[] {
  const authorizations = [...TOKENS.map((token) => `Bearer ${token}`), 'Bearer x'];
  return Object.values(KINDS).flatMap((event) =>
    authorizations.flatMap((authorization) => ['GET', 'POST', 'DELETE'].map((method) => event(authorization, method))),
  );
}
