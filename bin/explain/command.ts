/** Arguments and the world come in, what the command prints and its exit code go out; reads the files that the arguments name. */
import type { AuthorizerConfig } from '../../lambda/authorizer/config.ts';
import { isVariableName } from '../../lambda/authorizer/hmac-secret.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import type { Terminal } from '../tool/layout.ts';
import { UsageError } from '../tool/usage-error.ts';
import { looksLikeToken, withoutToken } from '../tool/without-token.ts';
import { visible } from '../tool/words.ts';
import { askedRoute } from './asked.ts';
import { buildEvent } from './build-event.ts';
import { type Deployed, deployedIn } from './deployed.ts';
import { type Asking, explain } from './explain.ts';
import { type Input, type Options, readOptions, USAGE } from './options.ts';
import { type ReportSettings, toJson, toText } from './report.ts';
import type { World } from './watched-edges.ts';

export interface Printed {
  readonly stdout?: string;
  readonly stderr?: string;
  /** 0 allowed, 1 refused, 2 no verdict. */
  readonly exitCode: 0 | 1 | 2;
}

export interface Outside extends World {
  readonly input: Input;
  readonly terminal: Terminal;
}

/** Never rejects, and prints no token: what is wrong with the arguments is told as well. */
export async function runExplain(args: readonly string[], outside: Outside): Promise<Printed> {
  const secrets = [...args.filter(looksLikeToken), outside.environment.JWT ?? ''];
  const input: Input = {
    isPiped: outside.input.isPiped,
    async read() {
      const content = await outside.input.read();
      secrets.push(content);
      return content;
    },
  };
  try {
    const options = await readOptions(args, outside.environment, input);
    if (!options) return { stdout: USAGE, exitCode: 0 };
    if ('event' in options.given) secrets.push(...tokensIn(options.given.event));
    else secrets.push(options.given.headerValue);
    const { stdout, exitCode } = await explained(options, outside, secrets);
    return { stdout: withoutToken(stdout, secrets), exitCode };
  } catch (error) {
    // Of an error that nobody foresaw nothing is known to be free of secrets but its name.
    const { name, message } = error as Error;
    const words = error instanceof UsageError ? message : `${name}: nobody foresaw this; please report it`;
    return { stderr: visible(withoutToken(words, secrets)), exitCode: 2 };
  }
}

/** @param secrets takes what of the configuration may be one */
async function explained(
  options: Options,
  outside: Outside,
  secrets: string[],
): Promise<Omit<Printed, 'stderr'> & { stdout: string }> {
  const { given, keys, showClaims, json, realm } = options;
  const { document, where, template } = readConfiguration(options.source, outside.environment);
  const deployed: Deployed = template ? deployedIn(template.view, template.functionId) : {};
  const atMs = options.atMs ?? outside.nowMs();

  const ask = (config: AuthorizerConfig): Asking => {
    secrets.push(...misplacedSecrets(config, outside.environment));
    if ('event' in given) return given;
    const [tokenSource = 'header:authorization'] = config.tokenSources;
    const asked = askedRoute(options, config, deployed);
    return {
      event: buildEvent({ ...asked, headerValue: given.headerValue, tokenSource }),
      field: asked.field,
      note: asked.note,
    };
  };
  const explanation = await explain({ document, where, ask, keys, showClaims, atMs }, outside);
  const settings: ReportSettings = {
    gatewayResponses: realm === undefined ? deployed.gatewayResponses : { realm, allowOrigin: '*' },
    showClaims,
    atMs,
  };
  return {
    stdout: json ? toJson(explanation, settings) : toText(explanation, settings, outside.terminal),
    exitCode: EXIT_CODES[explanation.outcome],
  };
}

const EXIT_CODES = { allow: 0, forbidden: 1, unauthenticated: 1, fault: 2 } as const;

/** A name that no variable has could be the secret itself, in the place of its name; names of variables are mostly written in capitals. */
function misplacedSecrets({ issuers }: AuthorizerConfig, environment: Outside['environment']): string[] {
  return issuers.flatMap(({ hmacSecret }) => {
    const name = hmacSecret && 'env' in hmacSecret ? hmacSecret.env : undefined;
    return name === undefined || environment[name] !== undefined || isVariableName(name) ? [] : [name];
  });
}

/** The texts of an event that are, or may be, tokens; its path and its route's name are not. */
function tokensIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return looksLikeToken(value) || /^authorization/i.test(name) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(looksLikeToken(key) ? [key] : []),
    ...tokensIn(member, Array.isArray(value) ? name : key),
  ]);
}
