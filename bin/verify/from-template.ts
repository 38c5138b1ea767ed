/** A synthesized template's authorizer and the tokens come in, the API's kind and who may call which of its routes go out; reads the file. */
import { checkClaims } from '../../lambda/authorizer/claims.ts';
import { type AuthorizerConfig, describeProblems, parseConfig } from '../../lambda/authorizer/config.ts';
import { parseJwt } from '../../lambda/authorizer/jwt.ts';
import { opens } from '../../lambda/authorizer/routes.ts';
import { readTemplate, type Template } from '../../local/gateway/template.ts';
import { UsageError } from '../tool/usage-error.ts';
import type { GivenTokens } from './callers.ts';
import { type TestedRoute, toTestedRoute } from './routes.ts';
import type { Kind } from './sight.ts';

export interface Deployed {
  readonly kind?: Kind;
  readonly routes: readonly TestedRoute[];
  readonly unauthenticated: AuthorizerConfig['unauthenticated'];
}

/**
 * @param nowMs milliseconds since the epoch
 * @throws UsageError where there is no authorizer in the template, or a token is not what it was given as
 */
export function readDeployed(file: string, tokens: GivenTokens, nowMs: number): Deployed {
  const template = readTemplate(file);
  const config = readConfig(template);
  expectVerdict('--token', tokens.token, undefined, config, nowMs);
  expectVerdict('--denied-token', tokens.denied, undefined, config, nowMs);
  expectVerdict('--expired-token', tokens.expired, 'expired', config, nowMs);
  expectVerdict('--other-audience-token', tokens.otherAudience, 'audience_mismatch', config, nowMs);

  const scopes = scopesIn(tokens.token, config, nowMs);
  const deniedScopes = tokens.denied === undefined ? undefined : scopesIn(tokens.denied, config, nowMs);
  const routes = Object.entries(config.routes).flatMap(
    ([key, rule]) =>
      toTestedRoute(key, { token: opens(rule, scopes), denied: deniedScopes && opens(rule, deniedScopes) }) ?? [],
  );
  return { kind: kindIn(template), routes, unauthenticated: config.unauthenticated };
}

function readConfig(template: Template): AuthorizerConfig {
  const documents = template
    .ofType('AWS::Lambda::Function')
    .map(({ properties }) => (properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables)
    .flatMap((variables) => (typeof variables?.AUTHORIZER_CONFIG === 'string' ? [variables.AUTHORIZER_CONFIG] : []));
  const [document, ...others] = documents;
  if (document === undefined || others.length > 0) {
    throw new UsageError(
      `--template: found ${documents.length} functions with AUTHORIZER_CONFIG, expected one; name the routes with --route instead`,
    );
  }
  const config = parseConfig(document);
  if (!config.ok) throw new UsageError(`--template: ${describeProblems(config.error)}; synthesize it anew`);
  return config.value;
}

function kindIn(template: Template): Kind | undefined {
  const isRest = template.ofType('AWS::ApiGateway::RestApi').length > 0;
  const isHttp = template.ofType('AWS::ApiGatewayV2::Api').length > 0;
  return isRest === isHttp ? undefined : isRest ? 'rest' : 'http';
}

/** What the authorizer makes of the claims; whether the signature is right is for the API to say. */
function readClaims(token: string, config: AuthorizerConfig, nowMs: number) {
  const jwt = parseJwt({ value: token });
  if (!jwt.ok) return jwt;
  const issuer = config.issuers.find((candidate) => candidate.issuer === jwt.value.claims.iss);
  return issuer ? checkClaims(jwt.value, issuer, config, nowMs) : ({ ok: false, error: 'unknown_issuer' } as const);
}

function expectVerdict(
  option: string,
  token: string | undefined,
  reason: string | undefined,
  config: AuthorizerConfig,
  nowMs: number,
): void {
  if (token === undefined) return;
  const claims = readClaims(token, config, nowMs);
  const found = claims.ok ? undefined : claims.error;
  if (found === reason) return;
  const words = (verdict: string | undefined) => (verdict === undefined ? 'a valid one' : `one that is ${verdict}`);
  throw new UsageError(
    `${option}: found ${words(found)} by the template's configuration, expected ${words(reason)}; get another token, or give the template of this API`,
  );
}

function scopesIn(token: string, config: AuthorizerConfig, nowMs: number): ReadonlySet<string> {
  const claims = readClaims(token, config, nowMs);
  return new Set(claims.ok ? claims.value.scopes : []);
}
