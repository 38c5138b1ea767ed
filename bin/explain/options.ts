/** Arguments, environment and standard input come in, what is to be explained or what is wrong with the arguments goes out; reads the files of `--event` and `--jwks`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { EventKind } from '../../lambda/authorizer/road.ts';
import type { ConfigurationSource } from '../configuration/read-configuration.ts';
import { invocationOf } from '../tool/invocation.ts';
import { KINDS } from '../tool/kinds.ts';
import { UsageError } from '../tool/usage-error.ts';
import { toHeaderValue } from './given-token.ts';
import type { KeySources } from './watched-edges.ts';

/** Standard input. */
export interface Input {
  /** Whether a shell put another command's output, or a file, in its place: then no `-` is needed. */
  readonly isPiped: boolean;
  read(): Promise<string>;
}

export interface Options {
  readonly given: Given;
  readonly source: ConfigurationSource;
  readonly route?: string;
  readonly kind?: EventKind;
  readonly keys: KeySources;
  /** Milliseconds since the epoch; undefined for now. */
  readonly atMs?: number;
  /** Of the gateway responses; undefined for those of the template, else API Gateway's own words. */
  readonly realm?: string;
  readonly showClaims: boolean;
  readonly json: boolean;
}

/** What holds the token. */
export type Given = { readonly headerValue: string } | { readonly event: unknown };

export const USAGE = `usage: ${invocationOf('explain')} [TOKEN] --config authorizer.json [options]

  TOKEN                   the token, "Bearer TOKEN", or "-" for standard input; better as JWT in the environment
  --event FILE            instead of a token: the event that an authorizer was sent, as JSON
  --config FILE           the configuration of the authorizer: the text of AUTHORIZER_CONFIG
  --template FILE         instead: cdk.out/STACK.template.json
  --function ID           its function's logical id, where several have an AUTHORIZER_CONFIG
  --route "METHOD /path"  what is asked for; AppSync: Type.field (default: the first route of the table)
  --kind KIND             the kind of API (default: told by the template or the table, else rest-token):
                          ${KINDS.join(', ')}
  --jwks FILE             the issuer's keys, instead of fetching them
  --offline               touches no network; needs --jwks unless the keys are in the configuration
  --at TIME               judges at another time: 2026-01-02T03:04:05Z, or seconds since 1970
  --realm NAME            the realm that addGatewayResponses was given (default: told by the template)
  --show-claims           prints all that the token says of itself, never the token
  --json                  prints the explanation as JSON
  --help                  prints this

exit code: 0 allowed, 1 refused, 2 no verdict: wrong usage, or a fault`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const OPTIONS = {
  event: text,
  config: text,
  template: text,
  function: text,
  route: text,
  kind: text,
  jwks: text,
  offline: flag,
  at: text,
  realm: text,
  'show-claims': flag,
  json: flag,
  help: flag,
} as const;

/**
 * No message repeats what was given: anything could be a token in the wrong place.
 *
 * @returns undefined where help was asked for
 * @throws UsageError
 */
export async function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  input: Input,
): Promise<Options | undefined> {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const { config, template, realm } = values;
  if (config === undefined && template === undefined) {
    throw new UsageError(`found no configuration, expected --config FILE or --template FILE\n\n${USAGE}`);
  }
  if (values.function !== undefined && template === undefined) {
    throw new UsageError('found --function without --template, expected both or neither');
  }
  if (values.event !== undefined && (values.route !== undefined || values.kind !== undefined)) {
    throw new UsageError('found --event with --route or --kind, expected --event alone: the event names both itself');
  }
  return {
    given: await readGiven(values.event, positionals, environment.JWT, input),
    source: { config, template, function: values.function },
    route: values.route,
    kind: readKind(values.kind),
    keys: {
      offline: values.offline,
      jwks: values.jwks === undefined ? undefined : { document: readJson('--jwks', values.jwks), file: values.jwks },
    },
    atMs: values.at === undefined ? undefined : readTime(values.at),
    realm: realm === undefined ? undefined : readRealm(realm),
    showClaims: values['show-claims'],
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node's own message repeats the argument.
    const name = /--?([a-z][a-z-]{0,30})(?![\w.])/.exec((error as Error).message)?.[1] ?? '';
    const found = Object.hasOwn(OPTIONS, name)
      ? `--${name} without its value, or with one that it does not take`
      : 'an option that is not known';
    throw new UsageError(`found ${found}\n\n${USAGE}`);
  }
}

async function readGiven(
  eventFile: string | undefined,
  positionals: readonly string[],
  variable: string | undefined,
  input: Input,
): Promise<Given> {
  // Without the quotes that it needs in a shell.
  const [first, ...more] = /^bearer$/i.test(positionals[0] ?? '') ? [positionals.join(' ')] : positionals;
  if (more.length > 0) {
    throw new UsageError(
      `found ${positionals.length} values without an option, expected one token, in quotes where it has a blank\n\n${USAGE}`,
    );
  }
  if (eventFile !== undefined) {
    if (first === undefined) return { event: readJson('--event', eventFile) };
    throw new UsageError('found a token and --event, expected one of them: the event holds a token itself');
  }
  const piped = first === '-' || (input.isPiped && first === undefined && variable === undefined);
  const headerValue = toHeaderValue(piped ? await input.read() : (first ?? variable ?? ''));
  if (headerValue !== undefined) return { headerValue };
  throw new UsageError(
    `found no token, expected one as argument, "-" for standard input, JWT in the environment, or --event FILE\n\n${USAGE}`,
  );
}

function readKind(value: string | undefined): EventKind | undefined {
  const kind = KINDS.find((known) => known === value);
  if (value === undefined || kind !== undefined) return kind;
  throw new UsageError(`--kind: found something else, expected one of ${KINDS.join(', ')}`);
}

function readTime(value: string): number {
  const timeMs = /^\d{1,11}$/.test(value)
    ? Number(value) * 1000
    : /^\d{4}-\d\d-\d\dT/.test(value)
      ? Date.parse(value)
      : Number.NaN;
  if (!Number.isNaN(timeMs)) return timeMs;
  throw new UsageError('--at: found what is no time, expected one such as 2026-01-02T03:04:05Z, or seconds since 1970');
}

function readRealm(value: string): string {
  // As `addGatewayResponses` takes it.
  if (/^[\w .:/-]*$/.test(value)) return value;
  throw new UsageError('--realm: found what is no realm, expected letters, digits, blanks and . : / - _');
}

function readJson(option: string, file: string): unknown {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${option}: found no file that can be read (${code}), expected the name of a JSON file`);
  }
  try {
    return JSON.parse(content);
  } catch {
    throw new UsageError(`${option}: found ${content.length} characters that are not JSON, expected JSON`);
  }
}
