/** The configuration as the constructs have it comes in, with markers for what CloudFormation fills in; the complete one goes out; pure. */
import {
  type AuthorizerConfig,
  type AuthorizerConfigInput,
  describeProblems,
  validateConfig,
} from '../lambda/authorizer/config.ts';
import { variablePlace } from '../lambda/authorizer/hmac-secret.ts';

/** Lambda's limit on all environment variables of a function, names and values together ("Lambda quotas"). */
export const MAXIMUM_ENVIRONMENT_BYTES = 4_096;

/**
 * @param path of the construct, which messages begin with
 * @param environment what the function's environment holds besides the configuration
 * @returns the configuration with its defaults; words stand for what CloudFormation fills in
 * @throws Error that names every problem, a secret that the environment lacks, or the size where Lambda would refuse it
 */
export function checkConfig(
  path: string,
  config: AuthorizerConfigInput,
  environment: Readonly<Record<string, string>>,
): AuthorizerConfig {
  const validated = validateConfig(JSON.parse(withoutTokens(JSON.stringify(config))));
  if (!validated.ok) throw new Error(`${path}: ${describeProblems(validated.error)}`);
  checkSecrets(path, validated.value, environment);
  checkSize(path, config, environment);
  return validated.value;
}

function checkSecrets(
  path: string,
  { issuers }: AuthorizerConfig,
  environment: Readonly<Record<string, string>>,
): void {
  for (const { issuer, hmacSecret } of issuers) {
    if (hmacSecret === undefined || !('env' in hmacSecret) || hmacSecret.env in environment) continue;
    throw new Error(
      `${path}: the secret of ${issuer} is to be in ${variablePlace(hmacSecret.env)}, which "environment" does not set; set it there, or use {"secretArn": ARN}`,
    );
  }
}

function checkSize(path: string, config: AuthorizerConfigInput, environment: Readonly<Record<string, string>>): void {
  // With the one key that may come to it when authorizers are handed out.
  const all = { ...environment, AUTHORIZER_CONFIG: JSON.stringify({ ...config, policyScope: 'route' }) };
  const bytes = Buffer.byteLength(Object.entries(all).flat().join(''));
  if (bytes <= MAXIMUM_ENVIRONMENT_BYTES) return;
  throw new Error(
    `${path}: the configuration has ${bytes} bytes, Lambda's environment takes ${MAXIMUM_ENVIRONMENT_BYTES}; shorten the route table (ANY, {proxy+}) or give part of the API an authorizer of its own`,
  );
}

/** What CloudFormation fills in later is a marker here, which is no URL: where a value begins with one an address stands in, elsewhere a word. */
function withoutTokens(json: string): string {
  return json
    .replace(/"\$\{Token\[[^\]]*?(\d+)\]\}/g, '"https://token-$1.example')
    .replace(/\$\{Token\[[^\]]*?(\d+)\]\}/g, 'token-$1');
}
