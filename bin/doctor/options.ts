/** Arguments come in, the options of an examination or what is wrong with them go out; pure. */
import { parseArgs } from 'node:util';
import type { EventKind } from '../../lambda/authorizer/road.ts';
import { invocationOf } from '../tool/invocation.ts';
import { KINDS } from '../tool/kinds.ts';
import { UsageError } from '../tool/usage-error.ts';

export interface Options {
  readonly config?: string;
  readonly template?: string;
  /** The function's logical id in the template. */
  readonly function?: string;
  /** What a configuration alone does not say. */
  readonly kind?: EventKind;
  readonly ttlSeconds?: number;
  readonly tokenLifetimeSeconds?: number;
  /** Asks no issuer. */
  readonly offline: boolean;
  /** A warning fails as an error does. */
  readonly strict: boolean;
  readonly json: boolean;
}

export const USAGE = `usage: ${invocationOf('doctor')} --config authorizer.json [options]
       ${invocationOf('doctor')} --template cdk.out/STACK.template.json [options]

  --config FILE                 the authorizer's configuration: what AUTHORIZER_CONFIG is to hold
  --template FILE               a synthesized stack: its configuration, and the APIs around it
  --function ID                 the function's logical id, where the template has several authorizers
  --kind KIND                   what a configuration is for: ${KINDS.slice(0, 3).join(', ')},
                                ${KINDS.slice(3).join(', ')}; a template says it
  --ttl SECONDS                 for how long API Gateway keeps answers (default: 300 for REST APIs, else 0)
  --token-lifetime SECONDS      for how long the issuers' access tokens live
  --offline                     asks no issuer
  --strict                      exit code 1 for a warning, too
  --json                        prints the report as JSON
  --help                        prints this`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const OPTIONS = {
  config: text,
  template: text,
  function: text,
  kind: text,
  ttl: text,
  'token-lifetime': text,
  offline: flag,
  strict: flag,
  json: flag,
  help: flag,
} as const;

/**
 * @returns undefined where help was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const { config, template, function: functionId, offline, strict, json } = values;
  if ((config === undefined) === (template === undefined)) {
    throw new UsageError(
      `found ${config === undefined ? 'neither --config nor' : 'both --config and'} --template, expected one of them\n\n${USAGE}`,
    );
  }
  if (template === undefined && functionId !== undefined) {
    throw new UsageError(
      'found --function and no --template, expected both: it chooses among the functions of a template',
    );
  }
  if (template !== undefined && (values.kind !== undefined || values.ttl !== undefined)) {
    throw new UsageError(
      'found --kind or --ttl besides --template, expected them with --config alone: a template says both itself',
    );
  }
  const kind = KINDS.find((one) => one === values.kind);
  if (values.kind !== undefined && kind === undefined) {
    throw new UsageError(`--kind: found something else, expected ${KINDS.slice(0, -1).join(', ')} or ${KINDS.at(-1)}`);
  }
  if (values.ttl !== undefined && kind === undefined) {
    throw new UsageError('found --ttl and no --kind, expected both: how answers are kept depends on the kind of API');
  }
  return {
    config,
    template,
    function: functionId,
    kind,
    ttlSeconds: seconds('ttl', values.ttl, 0, 3_600),
    tokenLifetimeSeconds: seconds('token-lifetime', values['token-lifetime'], 1, 315_360_000),
    offline,
    strict,
    json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    // Node's own message repeats the argument, which may be anything.
    const option = /--[a-z][a-z-]{0,30}(?![\w.])/.exec((error as Error).message)?.[0];
    throw new UsageError(`found ${option ?? 'an argument'} in a way that is not known\n\n${USAGE}`);
  }
}

function seconds(option: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${option}: found no such number, expected seconds from ${least} to ${most}`);
}
