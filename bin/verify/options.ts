/** Arguments, environment and standard input come in, the options of a check or what is wrong with them go out; reads the input only where a token is `-`. */
import { parseArgs } from 'node:util';
import { invocationOf } from '../tool/invocation.ts';
import { UsageError } from '../tool/usage-error.ts';
import { type GivenTokens, isSignedJwt } from './callers.ts';
import type { Kind } from './sight.ts';

export interface Options {
  /** The API's base: routes follow its path. */
  readonly url: URL;
  readonly tokens: GivenTokens;
  /** Route keys that the token opens. */
  readonly routes: readonly string[];
  /** Route keys that the denied token does not open; empty: the same as `routes`. */
  readonly deniedRoutes: readonly string[];
  /** Route keys that need no token. */
  readonly openRoutes: readonly string[];
  /** A synthesized template, which says instead which token opens which route. */
  readonly template?: string;
  readonly kind?: Kind;
  readonly origin?: string;
  readonly realm?: string;
  readonly unauthenticated?: 'error' | 'deny';
  readonly allowWrites: boolean;
  readonly json: boolean;
  /** How often each latency is measured. */
  readonly samples: number;
}

export const USAGE = `usage: ${invocationOf('verify')} --url https://API/STAGE --route "GET /orders" [options]

  --url URL                     the API's base, without a route's path: the stack's output ApiUrl
  --route "METHOD /path"        a route that the token opens; may be given several times
  --template FILE               cdk.out/STACK.template.json: routes and scopes from there, instead of --route
  --token TOKEN                 a valid token. Each token may be "-" for the next line of the input; better in VERIFY_TOKEN
  --denied-token TOKEN          a valid token that lacks a scope, or VERIFY_DENIED_TOKEN
  --expired-token TOKEN         a token whose time is over, or VERIFY_EXPIRED_TOKEN
  --other-audience-token TOKEN  a valid token for another API, or VERIFY_OTHER_AUDIENCE_TOKEN
  --denied-route "METHOD /path" a route that the denied token does not open (default: every --route)
  --open-route "METHOD /path"   a route that needs no token
  --origin URL                  the origin of a page that calls the API: checks preflight and CORS
  --realm NAME                  the realm of the challenges (default: any)
  --kind rest|http              the kind of API (default: told by the headers of its answers)
  --unauthenticated error|deny  the authorizer's setting (default: the template's, else error)
  --allow-writes                calls POST, PUT, PATCH and DELETE, too, with a body that is not JSON
  --samples NUMBER              how often a latency is measured (default 10)
  --json                        prints the report as JSON
  --help                        prints this`;

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true, default: [] as string[] } as const;
const flag = { type: 'boolean', default: false } as const;

const OPTIONS = {
  url: text,
  route: texts,
  template: text,
  token: text,
  'denied-token': text,
  'expired-token': text,
  'other-audience-token': text,
  'denied-route': texts,
  'open-route': texts,
  origin: text,
  realm: text,
  kind: text,
  unauthenticated: text,
  'allow-writes': flag,
  samples: { type: 'string', default: '10' },
  json: flag,
  help: flag,
} as const;

/** In the order in which they take lines from the input. */
const TOKENS = [
  { option: 'token', variable: 'VERIFY_TOKEN' },
  { option: 'denied-token', variable: 'VERIFY_DENIED_TOKEN' },
  { option: 'expired-token', variable: 'VERIFY_EXPIRED_TOKEN' },
  { option: 'other-audience-token', variable: 'VERIFY_OTHER_AUDIENCE_TOKEN' },
] as const;

/**
 * No message repeats what was given: anything could be a token in the wrong place.
 *
 * @returns undefined where help was asked for
 * @throws UsageError
 */
export async function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  readInput: () => Promise<string>,
): Promise<Options | undefined> {
  const values = parse(args);
  if (values.help) return undefined;
  const given = await readTokens(values, environment, readInput);
  if (given.token === undefined) {
    throw new UsageError(`found no token, expected --token - or VERIFY_TOKEN\n\n${USAGE}`);
  }
  if (values.template === undefined && values.route.length === 0) {
    throw new UsageError(`found no route, expected --route "METHOD /path" or --template FILE\n\n${USAGE}`);
  }
  if (values.template !== undefined && values.route.length + values['denied-route'].length > 0) {
    throw new UsageError('found --template and --route, expected one of them: the template names the routes itself');
  }
  return {
    url: readUrl(values.url),
    tokens: { ...given, token: given.token },
    routes: values.route,
    deniedRoutes: values['denied-route'],
    openRoutes: values['open-route'],
    template: values.template,
    kind: oneOf('kind', values.kind, ['rest', 'http']),
    origin: values.origin === undefined ? undefined : readOrigin(values.origin),
    realm: values.realm,
    unauthenticated: oneOf('unauthenticated', values.unauthenticated, ['error', 'deny']),
    allowWrites: values['allow-writes'],
    json: values.json,
    samples: readSamples(values.samples),
  };
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (positionals.length === 0) return values;
  } catch (error) {
    // Node's own message repeats the argument.
    const option = /--?[a-z][a-z-]{0,30}(?![\w.])/.exec((error as Error).message)?.[0];
    throw new UsageError(`found ${option ?? 'an option'} in a way that is not known\n\n${USAGE}`);
  }
  throw new UsageError(`found a value without its option, expected every value after one\n\n${USAGE}`);
}

type Values = ReturnType<typeof parse>;

async function readTokens(
  values: Values,
  environment: Readonly<Record<string, string | undefined>>,
  readInput: () => Promise<string>,
): Promise<Partial<GivenTokens>> {
  const wantsInput = TOKENS.some(({ option }) => values[option] === '-');
  const lines = wantsInput
    ? (await readInput())
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '')
    : [];
  const [token, denied, expired, otherAudience] = TOKENS.map(({ option, variable }) => {
    const value =
      values[option] === '-' ? (lines.shift() ?? '') : (values[option] ?? (environment[variable] || undefined));
    if (value === undefined) return undefined;
    if (value !== '' && isSignedJwt(value)) return value;
    const found = value === '' ? 'nothing' : `${value.length} characters that are no signed JWT`;
    throw new UsageError(`--${option}: found ${found}, expected a token alone: three parts with dots between them`);
  });
  return { token, denied, expired, otherAudience };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function readUrl(value: string | undefined): URL {
  const expected = 'expected the base of the API, such as https://abc123.execute-api.eu-west-1.amazonaws.com/prod';
  if (value === undefined) throw new UsageError(`found no --url, ${expected}\n\n${USAGE}`);
  if (!URL.canParse(value)) throw new UsageError(`--url: found what is no URL, ${expected}`);
  const url = new URL(value);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`--url: found a user, a query or a fragment in it, ${expected}`);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw new UsageError(`--url: found another scheme than https, ${expected}; http is for loopback alone`);
  }
  return url;
}

function readOrigin(value: string): string {
  const isOrigin = URL.canParse(value) && new URL(value).origin === value;
  if (!isOrigin)
    throw new UsageError('--origin: found what is no origin, expected one such as https://app.example.com');
  return value;
}

function readSamples(value: string): number {
  if (/^[1-9]\d{0,2}$/.test(value)) return Number(value);
  throw new UsageError('--samples: found what is no such number, expected one from 1 to 999');
}

function oneOf<const Value extends string>(option: string, value: string | undefined, known: readonly Value[]) {
  const found = known.find((candidate) => candidate === value);
  if (value !== undefined && found === undefined) {
    throw new UsageError(`--${option}: found something else, expected ${known.join(' or ')}`);
  }
  return found;
}
