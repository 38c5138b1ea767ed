/** The authorizer function with its configuration, and what each kind of API takes to be guarded by it. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { type AuthorizerConfigInput, describeProblems, validateConfig } from '../lambda/authorizer/config.ts';
import { AUTHORIZER_BUNDLING, AUTHORIZER_ENTRY } from './authorizer-bundle.ts';
import { nodeFunction } from './node-function.ts';

export interface JwtAuthorizerProps {
  /** What becomes the function's `AUTHORIZER_CONFIG`: issuers, routes and the rest. Values that CloudFormation fills in are welcome. */
  readonly config: AuthorizerConfigInput;

  /**
   * What becomes of the logs when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN - who was let in and who was not is worth keeping
   */
  readonly removalPolicy?: RemovalPolicy;
}

export interface TokenAuthorizerOptions {
  /**
   * How long API Gateway keeps a policy for a token, up to one hour. An Allow can outlive the token's `exp` by this much.
   *
   * @default Duration.minutes(5) - API Gateway's own default
   */
  readonly resultsCacheTtl?: Duration;
}

/** Lambda's limit on all environment variables of a function, names and values together. */
const MAXIMUM_ENVIRONMENT_BYTES = 4_096;

/** A Lambda authorizer that verifies bearer JWTs. */
export class JwtAuthorizer extends Construct {
  readonly function: NodejsFunction;

  /** @throws Error that names every problem of the configuration, or its size where Lambda would refuse it */
  constructor(scope: Construct, id: string, props: JwtAuthorizerProps) {
    super(scope, id);
    const { config, removalPolicy = RemovalPolicy.RETAIN } = props;
    checkConfig(this.node.path, config);

    this.function = nodeFunction(this, '', {
      entry: AUTHORIZER_ENTRY,
      // The longest that keys may take to come, and room for the rest.
      timeout: Duration.seconds(10),
      environment: { AUTHORIZER_CONFIG: Stack.of(this).toJsonString(config) },
      bundling: {
        ...AUTHORIZER_BUNDLING,
        mainFields: [...AUTHORIZER_BUNDLING.mainFields],
        externalModules: [...AUTHORIZER_BUNDLING.external],
      },
      removalPolicy,
      grants: secretGrants(config),
    });
  }

  /**
   * The authorizer of a REST API, type TOKEN. API Gateway caches its policy by token and answers every route of the stage with it, which
   * is right, since the policy names all of them.
   */
  tokenAuthorizer({ resultsCacheTtl = Duration.minutes(5) }: TokenAuthorizerOptions = {}): apigateway.TokenAuthorizer {
    return new apigateway.TokenAuthorizer(this, 'TokenAuthorizer', {
      handler: this.function,
      resultsCacheTtl,
      // No validationRegex: the gateway would compare the scheme with case, which RFC 9110 does not.
      identitySource: apigateway.IdentitySource.header('Authorization'),
    });
  }
}

function checkConfig(path: string, config: AuthorizerConfigInput): void {
  const text = JSON.stringify(config);
  const validated = validateConfig(JSON.parse(withoutTokens(text)));
  if (!validated.ok) throw new Error(`${path}: ${describeProblems(validated.error)}`);

  const bytes = Buffer.byteLength(`AUTHORIZER_CONFIG${text}`);
  if (bytes > MAXIMUM_ENVIRONMENT_BYTES) {
    throw new Error(
      `${path}: the configuration has ${bytes} bytes, Lambda's environment takes ${MAXIMUM_ENVIRONMENT_BYTES}; shorten the route table (ANY, {proxy+}) or give part of the API an authorizer of its own`,
    );
  }
}

/** The authorizer itself needs no permission but for the secrets of HS256. */
function secretGrants({ issuers }: AuthorizerConfigInput): iam.PolicyStatement[] {
  const resources = issuers.flatMap(({ hmacSecret }) =>
    hmacSecret && 'secretArn' in hmacSecret ? [hmacSecret.secretArn] : [],
  );
  return resources.length === 0
    ? []
    : [new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources })];
}

/** What CloudFormation fills in later is a marker here, which is no URL: an address stands in for a whole value, a word for a part of one. */
function withoutTokens(json: string): string {
  return json
    .replace(/"\$\{Token\[[^\]]*?(\d+)\]\}"/g, '"https://token-$1.example/"')
    .replace(/\$\{Token\[[^\]]*?(\d+)\]\}/g, 'token-$1');
}
