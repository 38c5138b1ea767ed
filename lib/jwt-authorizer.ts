/** The authorizer function with its configuration, and what each kind of API takes to be guarded by it. */
import { Annotations, type Duration, Lazy, Stack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import {
  type HttpLambdaAuthorizer,
  HttpLambdaResponseType,
  type WebSocketLambdaAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type CacheHazard, cacheHazards } from '../lambda/authorizer/cache-hazards.ts';
import type { AuthorizerConfig, AuthorizerConfigInput } from '../lambda/authorizer/config.ts';
import { policySizeProblem } from '../lambda/authorizer/policy-size.ts';
import { guardedApis } from './api-routes.ts';
import { AuthorizerAlarms } from './authorizer-alarms.ts';
import { checkConfig } from './authorizer-config.ts';
import { authorizerDashboard } from './authorizer-dashboard.ts';
import { type AuthorizerFunctionOptions, authorizerFunction } from './authorizer-function.ts';
import { AuthorizerMetrics, type DecisionMetricOptions, type KeySetMetricOptions } from './authorizer-metrics.ts';
import { secretArns } from './authorizer-permissions.ts';
import {
  type AuthorizerPlan,
  planHttpAuthorizer,
  planRequestAuthorizer,
  planTokenAuthorizer,
  planWebSocketAuthorizer,
  type Wishes,
} from './authorizer-plan.ts';
import { authorizerQueries } from './authorizer-queries.ts';
import { NotedHttpAuthorizer, NotedWebSocketAuthorizer } from './noted-authorizers.ts';
import { PlacedRequestAuthorizer, PlacedTokenAuthorizer } from './placed-authorizers.ts';
import { decideRoutes, unnamedRoutes, unusedRules } from './route-agreement.ts';

export interface JwtAuthorizerProps extends AuthorizerFunctionOptions {
  /**
   * What becomes the function's `AUTHORIZER_CONFIG`: issuers, routes and the rest. Values that CloudFormation fills in are welcome.
   * Leave `policyScope` out: what is handed out decides it.
   */
  readonly config: AuthorizerConfigInput;

  /**
   * Further environment variables of the function, such as the one that an issuer's `hmacSecret` names. Everybody who may read the
   * function's configuration can read them: prefer a secret in Secrets Manager.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * The customer-managed keys that encrypt the configuration's secrets in Secrets Manager. The function may decrypt with them through
   * Secrets Manager alone, and those secrets alone; a key of another account has to allow it, too.
   *
   * @default - none: Secrets Manager's own key, which needs no permission
   */
  readonly secretEncryptionKeys?: readonly kms.IKey[];

  /**
   * Whether CloudWatch watches over the authorizer: faults, calls without a verdict, throttles, stale keys, failing fetches, latency, a jump of
   * rejections.
   *
   * @default true - an outage of the front door that nobody hears of costs more than the alarms, about 2 USD a month
   */
  readonly alarms?: boolean;

  /**
   * What the alarms set off, such as `new SnsAction(topic)`.
   *
   * @default - nothing: their states show in the console
   */
  readonly alarmActions?: readonly cloudwatch.IAlarmAction[];

  /**
   * Whether there is a dashboard: is it us, is it the issuer, is it the callers.
   *
   * @default true - who is called at night needs the answer at a glance; beyond an account's first three it costs 3 USD a month
   */
  readonly dashboard?: boolean;

  /**
   * Whether CloudWatch Logs Insights has queries for the log: rejections by reason, decisions by route, latency, cold starts, faults, fetches of
   * keys, one request.
   *
   * @default true - who looks for a cause at night shall not have to write queries; they cost nothing until one is run
   */
  readonly queryDefinitions?: boolean;
}

export interface TokenAuthorizerOptions {
  /**
   * How long API Gateway keeps an answer, up to one hour; `Duration.seconds(0)` for not at all. An Allow can outlive the token's
   * `exp` by this much.
   *
   * @default Duration.minutes(5) - API Gateway's own default for REST APIs; or the shortest `maxTokenAgeSeconds` of the issuers, where that is less
   */
  readonly resultsCacheTtl?: Duration;
}

export interface RequestAuthorizerOptions extends TokenAuthorizerOptions {
  /**
   * What every request must have, and what answers are kept by, as API Gateway spells it.
   *
   * @default - where the token is (`tokenSources`), and the route unless the configuration's `policyScope` is "api"
   */
  readonly identitySources?: string[];
}

export type HttpAuthorizerOptions = RequestAuthorizerOptions;

/** One of the authorizers of this construct, as the checks at synthesis need it. */
interface HandedOut {
  /** The method that handed it out. */
  readonly method: string;
  readonly plan: Pick<AuthorizerPlan, 'policyScope' | 'isByName'>;
  /** Known once a route has taken it. */
  readonly authorizerIds: Set<string>;
}

/**
 * A Lambda authorizer that verifies bearer JWTs.
 *
 * Each of its methods hands out one authorizer, for one API. One JwtAuthorizer may guard APIs of several kinds, as long as one
 * configuration does for all of them; the route table then names the routes of all of them.
 *
 * At synthesis the table is compared with the routes of the APIs: a guarded route that it does not name and a rule for a route that
 * is not there are errors. Of an API that is imported or described by an OpenAPI document only those routes are seen that the app adds.
 */
export class JwtAuthorizer extends Construct {
  readonly function: lambda.Function;

  /** What the APIs call: the function, or its alias where instances are kept warm. */
  readonly handler: lambda.IFunction;

  /** Empty where `alarms` is false. */
  readonly alarms: readonly cloudwatch.AlarmBase[];

  /** As it was given, with what CloudFormation fills in. */
  private readonly given: AuthorizerConfigInput;
  private readonly config: AuthorizerConfig;
  private readonly metrics: AuthorizerMetrics;
  private readonly handedOut: HandedOut[] = [];

  /** @throws Error that names every problem of the configuration, its size where Lambda would refuse it, or props that make no sense */
  constructor(scope: Construct, id: string, props: JwtAuthorizerProps) {
    super(scope, id);
    const { environment = {}, secretEncryptionKeys = [], alarms = true, alarmActions = [] } = props;
    const { dashboard = true, queryDefinitions = true } = props;
    // Without it a REST API's stage goes on with the authorizer's old settings, its cache time among them, beside the function's new ones.
    this.node.setContext('@aws-cdk/aws-apigateway:authorizerChangeDeploymentLogicalId', true);
    // A copy, so that what was checked is what is deployed.
    const config: AuthorizerConfigInput = structuredClone(props.config);
    this.given = config;
    this.config = checkConfig(this.node.path, config, environment);

    const secrets = { arns: secretArns(config), keyArns: secretEncryptionKeys.map(({ keyArn }) => keyArn) };
    this.checkPairs(secrets.arns, props);

    const { function: authorizer, handler } = authorizerFunction(this, {
      ...props,
      environment: { ...environment, AUTHORIZER_CONFIG: Lazy.string({ produce: () => this.document() }) },
      secrets,
    });
    this.function = authorizer;
    this.handler = handler;
    this.metrics = new AuthorizerMetrics(authorizer.functionName);
    const watched = { function: authorizer, metrics: this.metrics };
    this.alarms = alarms ? new AuthorizerAlarms(this, 'Alarms', { ...watched, alarmActions }).alarms : [];
    if (dashboard) authorizerDashboard(this, 'Dashboard', { ...watched, alarms: this.alarms });
    if (queryDefinitions) authorizerQueries(this, 'Queries', authorizer);
    this.node.addValidation({
      validate: () => {
        this.warnWhereNothingCalls();
        return this.disagreements();
      },
    });
  }

  /**
   * The authorizer of a REST API, type TOKEN. API Gateway keeps its policy by token and answers every route of the stage with it, which
   * is right, since the policy names all of them: one call of the function a token.
   *
   * @throws Error where no such policy is right for every route of the table
   */
  tokenAuthorizer(options: TokenAuthorizerOptions = {}): apigateway.TokenAuthorizer {
    const method = 'tokenAuthorizer';
    const plan = planTokenAuthorizer(this.wishesFor(method, options));
    const handedOut = this.handOut(method, plan);
    const [identitySource] = plan.identitySources;
    const authorizer = new PlacedTokenAuthorizer(this, 'TokenAuthorizer', {
      handler: this.handler,
      resultsCacheTtl: plan.resultsCacheTtl,
      // No validationRegex: the gateway would compare the scheme with case, which RFC 9110 does not.
      identitySource,
    });
    handedOut.authorizerIds.add(authorizer.authorizerId);
    return authorizer;
  }

  /**
   * The authorizer of a REST API, type REQUEST. API Gateway keeps its policy by token and route, so the policy is exact for any table and
   * small for any number of routes: one call of the function a token and route.
   *
   * @throws Error where identity sources are given under which a kept answer would be wrong
   */
  requestAuthorizer(options: RequestAuthorizerOptions = {}): apigateway.RequestAuthorizer {
    const method = 'requestAuthorizer';
    const plan = planRequestAuthorizer(this.wishesFor(method, options));
    const handedOut = this.handOut(method, plan);
    const authorizer = new PlacedRequestAuthorizer(this, 'RequestAuthorizer', {
      handler: this.handler,
      resultsCacheTtl: plan.resultsCacheTtl,
      identitySources: plan.identitySources,
    });
    handedOut.authorizerIds.add(authorizer.authorizerId);
    return authorizer;
  }

  /**
   * The authorizer of an HTTP API. By default with simple responses (payload 2.0), kept by token and route; with policies (payload
   * 1.0, as the CDK has it) where the configuration's `httpApiResponse` is "policy".
   *
   * @throws Error where identity sources are given under which a kept answer would be wrong
   */
  httpAuthorizer(options: HttpAuthorizerOptions = {}): HttpLambdaAuthorizer {
    const method = 'httpAuthorizer';
    const plan = planHttpAuthorizer(this.wishesFor(method, options));
    const { authorizerIds } = this.handOut(method, plan);
    const notes = { where: this.nameOf(method), authorizerIds };
    const { SIMPLE, IAM } = HttpLambdaResponseType;
    return new NotedHttpAuthorizer(notes, this.node.id, this.handler, {
      resultsCacheTtl: plan.resultsCacheTtl,
      identitySource: plan.identitySources,
      responseTypes: [this.config.httpApiResponse === 'simple' ? SIMPLE : IAM],
    });
  }

  /** The authorizer of a WebSocket API's `$connect`, which API Gateway asks for every connection. */
  webSocketAuthorizer(): WebSocketLambdaAuthorizer {
    const method = 'webSocketAuthorizer';
    const plan = planWebSocketAuthorizer(this.wishesFor(method, {}));
    const { authorizerIds } = this.handOut(method, plan);
    const notes = { where: this.nameOf(method), authorizerIds };
    return new NotedWebSocketAuthorizer(notes, this.node.id, this.handler, {
      identitySource: plan.identitySources,
    });
  }

  /** Decisions of one outcome, of one reason if wanted; by default their sum over five minutes. */
  metricDecision(options: DecisionMetricOptions): cloudwatch.Metric {
    return this.metrics.decision(options);
  }

  /** Key sets that were fetched; by default their sum over five minutes. */
  metricKeySetFetch(options?: KeySetMetricOptions): cloudwatch.Metric {
    return this.metrics.keySetFetch(options);
  }

  /** How long the fetches took that succeeded; by default their average over five minutes. */
  metricKeySetFetchMilliseconds(options?: KeySetMetricOptions): cloudwatch.Metric {
    return this.metrics.keySetFetchMilliseconds(options);
  }

  /** Fetches that failed; by default their sum over five minutes. */
  metricKeySetFetchFailure(options?: KeySetMetricOptions): cloudwatch.Metric {
    return this.metrics.keySetFetchFailure(options);
  }

  /** Fetches that failed when the keys at hand were past their time; by default their sum over five minutes. */
  metricKeySetStale(options?: KeySetMetricOptions): cloudwatch.Metric {
    return this.metrics.keySetStale(options);
  }

  private checkPairs(
    arns: readonly string[],
    { secretEncryptionKeys, alarms, alarmActions }: JwtAuthorizerProps,
  ): void {
    if (secretEncryptionKeys !== undefined && arns.length === 0) {
      throw new Error(
        `${this.node.path}: secretEncryptionKeys are given, and no issuer has a hmacSecret with a secretArn that they could encrypt; name the secret in the configuration, or leave the keys out`,
      );
    }
    if (alarmActions !== undefined && alarms === false) {
      throw new Error(
        `${this.node.path}: alarmActions are given, and alarms is false, so nothing would set them off; leave one of the two out`,
      );
    }
  }

  private wishesFor(method: string, options: RequestAuthorizerOptions): Wishes {
    return { ...options, where: this.nameOf(method), config: this.given };
  }

  private nameOf(method: string): string {
    return `${this.node.path}.${method}()`;
  }

  /** Notes what is handed out, unless the one function cannot serve it beside what was handed out before. */
  private handOut(method: string, plan: HandedOut['plan']): HandedOut {
    if (this.handedOut.some((other) => other.method === method)) {
      throw new Error(
        `${this.nameOf(method)} was called before: give what it returned then to every route of the API; for another API make another JwtAuthorizer`,
      );
    }
    const other = this.handedOut.find(
      ({ plan: { policyScope = plan.policyScope } }) => policyScope !== plan.policyScope,
    );
    if (plan.policyScope !== undefined && other !== undefined) {
      throw new Error(
        `${this.nameOf(method)} needs policyScope "${plan.policyScope}", ${other.method}() was handed out with "${other.plan.policyScope}": one function has one of them; make a second JwtAuthorizer for one of the two`,
      );
    }
    if (plan.policyScope === 'api') this.checkApiPolicies(method);
    const handedOut: HandedOut = { method, plan, authorizerIds: new Set() };
    this.handedOut.push(handedOut);
    return handedOut;
  }

  /** One policy for every route: it has to fit, and to be right for each of them. */
  private checkApiPolicies(method: string): void {
    const where = this.nameOf(method);
    const tooLarge = policySizeProblem(this.config);
    if (tooLarge !== undefined) throw new Error(`${where}: ${tooLarge}`);

    const hazards = cacheHazards(this.config);
    const messagesOf = (wanted: CacheHazard['severity']) =>
      hazards.flatMap(({ severity, message }) => (severity === wanted ? [message] : []));
    const refused = messagesOf('refuse');
    if (refused.length > 0) {
      throw new Error(
        `${where}: no policy for the whole API is right for all its routes: ${refused.join('; ')}. Use requestAuthorizer(), which has the route in its cache key and policyScope "route"; an HTTP API with simple responses; or no cache, resultsCacheTtl: Duration.seconds(0). Leave policyScope out of the configuration`,
      );
    }
    for (const warning of messagesOf('warn')) {
      Annotations.of(this).addWarningV2(
        'jwt-authorizer:ambiguousParameter',
        `${where}: ${warning}; requestAuthorizer() tells them apart`,
      );
    }
  }

  /** `AUTHORIZER_CONFIG`, once everything is handed out. */
  private document(): string {
    const isForRoute = this.handedOut.some(({ plan }) => plan.policyScope === 'route');
    return Stack.of(this).toJsonString(isForRoute ? { ...this.given, policyScope: 'route' } : this.given);
  }

  /** AppSync and others take the function itself, so it is the permission to call it that tells. */
  private warnWhereNothingCalls(): void {
    const arns = [this.function.functionArn, this.handler.functionArn];
    const isCalled = this.node.root.node
      .findAll()
      .some((construct) => construct instanceof lambda.CfnPermission && arns.includes(construct.functionName));
    if (isCalled) return;
    Annotations.of(this).addWarningV2(
      'jwt-authorizer:unused',
      `${this.node.path} guards nothing: no API may call it; give what tokenAuthorizer(), requestAuthorizer(), httpAuthorizer() or webSocketAuthorizer() returns to the routes of an API`,
    );
  }

  /** What the route table and the APIs do not agree upon, once the app is complete. */
  private disagreements(): string[] {
    const { routes } = this.config;
    const apis = this.handedOut.flatMap(({ plan, authorizerIds }) =>
      guardedApis(this.node.root, authorizerIds).map((api) => ({
        ...api,
        decided: decideRoutes(routes, api, plan.isByName),
      })),
    );
    const decided = apis.flatMap((api) => api.decided);
    // Who writes `unlistedRoutes` down has been told that routes may be left out of the table.
    const unnamed = this.given.unlistedRoutes === undefined ? unnamedRoutes(decided) : [];
    const areComplete = apis.length > 0 && apis.every(({ isComplete }) => isComplete);
    return [...unnamed, ...(areComplete ? unusedRules(routes, decided) : [])];
  }
}
