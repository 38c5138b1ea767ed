/** The CDK context comes in, the sample's settings or everything that is wrong with them go out; reads the file that the context names. */
import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { validateConfig } from '../lambda/authorizer/config.ts';
import { LONGEST_SECONDS } from './results-cache.ts';
import { TIMESHEETS_ROUTES, type TimesheetsStackProps } from './timesheets-api.ts';

export type Settings = Required<Pick<TimesheetsStackProps, 'authorizer' | 'ownerKey' | 'allowOrigin'>> &
  Pick<TimesheetsStackProps, 'resultsCacheTtl'>;

const KEYS = ['config', 'issuer', 'audience', 'profile', 'ownerKey', 'allowOrigin', 'resultsCacheTtlSeconds'] as const;

/** The settings as a person writes them: `-c KEY=VALUE`, or `context` in cdk.json. */
type Context = (key: (typeof KEYS)[number]) => unknown;

/** Says all that is wrong with the settings, and how to give them; to be shown to a person as it is. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(problems: readonly string[]) {
    super(
      [
        `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the settings:`,
        ...problems.map((problem) => `  - ${problem}`),
        '',
        'Give the issuer and the audience of your access tokens:',
        '  npx cdk synth -c issuer=https://YOUR_TENANT.eu.auth0.com/ -c audience=https://YOUR_API',
        'or a file with the whole configuration of the authorizer but its routes:',
        '  npx cdk synth -c config=authorizer.json',
        'Either can stand under "context" in cdk.json as well. docs/sample.md lists every setting.',
      ].join('\n'),
    );
  }
}

/** Keys that the authorizer puts into every context. */
const STANDARD_CONTEXT_KEYS = ['sub', 'clientId'];

/**
 * @param given every key that the context has, so that a misspelt one does not pass in silence
 * @param others the keys that other stacks read
 * @throws SettingsError
 */
export function readSettings(
  context: Context,
  given: readonly string[] = [],
  others: readonly string[] = [],
): Settings {
  const problems = unknownKeys(given, [...KEYS, ...others]);
  const authorizer = readAuthorizer(context, problems);
  const ownerKey = text(context, 'ownerKey', problems) ?? 'sub';
  const ownerKeys = [...STANDARD_CONTEXT_KEYS, ...Object.keys(authorizer?.contextClaims ?? {})];
  if (authorizer && !ownerKeys.includes(ownerKey)) {
    problems.push(
      `ownerKey: received "${ownerKey}", expected one of ${ownerKeys.join(', ')}; contextClaims in the configuration file adds further keys`,
    );
  }
  const allowOrigin = text(context, 'allowOrigin', problems) ?? '*';
  const resultsCacheTtl = readTtl(context, problems);
  if (problems.length > 0 || !authorizer) throw new SettingsError(problems);
  return { authorizer, ownerKey, allowOrigin, resultsCacheTtl };
}

/** Plain words only: the CDK's own keys, and those of its look-ups, have a `:` or a `/`. */
function unknownKeys(given: readonly string[], known: readonly string[]): string[] {
  return given
    .filter((key) => /^\w+$/.test(key) && !known.includes(key))
    .map((key) => `${key}: received a setting that nothing reads, expected one of ${known.join(', ')}`);
}

function readAuthorizer(context: Context, problems: string[]): Settings['authorizer'] | undefined {
  const file = text(context, 'config', problems);
  const short = {
    issuer: text(context, 'issuer', problems),
    profile: text(context, 'profile', problems),
    audience: context('audience'),
  };
  // Named as they were given, not as the configuration has them.
  if (file === undefined) return validated({ issuers: [short] }, problems, 'issuers[0].');

  const given = Object.entries(short).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (given.length > 0) {
    problems.push(`${given.join(', ')}: received besides config, expected either; the file ${file} holds the issuers`);
  }
  try {
    return validated(JSON.parse(readFileSync(file, 'utf8')), problems);
  } catch (error) {
    problems.push(`config: cannot read ${file} as JSON (${(error as Error).message})`);
    return undefined;
  }
}

/** Checked together with the sample's routes, which are the API's own and not a setting. */
function validated(config: unknown, problems: string[], within = ''): Settings['authorizer'] | undefined {
  if (typeof config === 'object' && config !== null && 'routes' in config) {
    problems.push(
      'routes: received a route table, expected none; the sample has its own. For your own API use the construct JwtAuthorizer',
    );
    return undefined;
  }
  const result = validateConfig({ ...(config as object), routes: TIMESHEETS_ROUTES });
  if (result.ok) return config as Settings['authorizer'];
  problems.push(
    ...result.error.map(
      ({ path, received, expected }) => `${path.replace(within, '')}: received ${received}, expected ${expected}`,
    ),
  );
  return undefined;
}

function readTtl(context: Context, problems: string[]): Duration | undefined {
  const value = context('resultsCacheTtlSeconds');
  if (value === undefined) return undefined;
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_SECONDS)
    return Duration.seconds(seconds);
  problems.push(
    `resultsCacheTtlSeconds: received ${JSON.stringify(value)}, expected an integer from 0 (no cache) to ${LONGEST_SECONDS}`,
  );
  return undefined;
}

function text(context: Context, key: Parameters<Context>[0], problems: string[]): string | undefined {
  const value = context(key);
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  problems.push(`${key}: received ${JSON.stringify(value)}, expected a non-empty string`);
  return undefined;
}
