/** The configuration as the constructs have it comes in, with markers for what CloudFormation fills in; the complete one goes out; pure. */
import {
  type AuthorizerConfig,
  type AuthorizerConfigInput,
  describeProblems,
  validateConfig,
} from '../lambda/authorizer/config.ts';

/** Lambda's limit on all environment variables of a function, names and values together. */
const MAXIMUM_ENVIRONMENT_BYTES = 4_096;

/**
 * @param path of the construct, which messages begin with
 * @returns the configuration with its defaults; words stand for what CloudFormation fills in
 * @throws Error that names every problem, or the size where Lambda would refuse it
 */
export function checkConfig(path: string, config: AuthorizerConfigInput): AuthorizerConfig {
  const validated = validateConfig(JSON.parse(withoutTokens(JSON.stringify(config))));
  if (!validated.ok) throw new Error(`${path}: ${describeProblems(validated.error)}`);

  // With the one key that may come to it when authorizers are handed out.
  const bytes = Buffer.byteLength(`AUTHORIZER_CONFIG${JSON.stringify({ ...config, policyScope: 'route' })}`);
  if (bytes > MAXIMUM_ENVIRONMENT_BYTES) {
    throw new Error(
      `${path}: the configuration has ${bytes} bytes, Lambda's environment takes ${MAXIMUM_ENVIRONMENT_BYTES}; shorten the route table (ANY, {proxy+}) or give part of the API an authorizer of its own`,
    );
  }
  return validated.value;
}

/** What CloudFormation fills in later is a marker here, which is no URL: an address stands in for a whole value, a word for a part of one. */
function withoutTokens(json: string): string {
  return json
    .replace(/"\$\{Token\[[^\]]*?(\d+)\]\}"/g, '"https://token-$1.example/"')
    .replace(/\$\{Token\[[^\]]*?(\d+)\]\}/g, 'token-$1');
}
