import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import { JwtAuthorizer, type JwtAuthorizerProps, type TokenAuthorizerOptions } from '../../lib/jwt-authorizer.ts';
import { statementsOf, synthesize, synthesizeStack } from '../fixtures/synthesize.ts';
import { addHttpApi, addRestApi, addWebSocketApi } from './apis.ts';

const config: AuthorizerConfigInput = {
  issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
  routes: { 'GET /me': [] },
};

/** A REST API with one route behind the authorizer. */
function guarded(props: Partial<JwtAuthorizerProps> = {}, options?: TokenAuthorizerOptions) {
  return synthesize((stack) => {
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config, ...props });
    const api = new apigateway.RestApi(stack, 'Api');
    const me = api.root.addResource('me');
    me.addMethod('GET', new apigateway.MockIntegration(), { authorizer: authorizer.tokenAuthorizer(options) });
  });
}

/** A REST API with these routes behind what is handed out. */
function behindRest(
  given: AuthorizerConfigInput,
  handOut: (authorizer: JwtAuthorizer) => apigateway.IAuthorizer,
  routes = Object.keys(given.routes),
) {
  return synthesize((stack) => {
    addRestApi(stack, handOut(new JwtAuthorizer(stack, 'Authorizer', { config: given })), routes);
  });
}

function behindHttp(given: AuthorizerConfigInput, routes = Object.keys(given.routes)) {
  return synthesize((stack) => {
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config: given });
    addHttpApi(stack, authorizer.httpAuthorizer(), routes);
  });
}

function behindWebSocket(given: AuthorizerConfigInput) {
  return synthesize((stack) => {
    addWebSocketApi(stack, new JwtAuthorizer(stack, 'Authorizer', { config: given }).webSocketAuthorizer());
  });
}

/** What the function will find in its environment. */
function configIn(template: Template): unknown {
  const [definition] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: AUTHORIZER_FUNCTION }),
  );
  return JSON.parse(definition?.Properties.Environment.Variables.AUTHORIZER_CONFIG);
}

const AUTHORIZER_FUNCTION = Match.objectLike({ Environment: { Variables: { AUTHORIZER_CONFIG: Match.anyValue() } } });

test('makes a function that holds the configuration as it was given', () => {
  guarded().hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['arm64'],
    Handler: 'index.handler',
    MemorySize: 256,
    Runtime: 'nodejs24.x',
    Timeout: 10,
    Environment: { Variables: { AUTHORIZER_CONFIG: JSON.stringify(config) } },
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^AuthorizerLogs') } },
  });
});

test('keeps its log for a month in a group of its own, which outlives the stack unless told', () => {
  guarded().hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
  guarded({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
});

test('may write its own log and nothing else', () => {
  expect(statementsOf(guarded(), 'AuthorizerRole')).toEqual([
    {
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^AuthorizerLogs/), 'Arn'] },
    },
  ]);
});

test('may read the secrets of HS256 where the configuration names some', () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:hmac-AbCdEf';
  const issuers = [
    { issuer: 'https://issuer.example/', audience: 'a', algorithms: ['HS256' as const], hmacSecret: { secretArn } },
  ];
  expect(statementsOf(guarded({ config: { ...config, issuers } }), 'AuthorizerRole')).toContainEqual({
    Action: 'secretsmanager:GetSecretValue',
    Effect: 'Allow',
    Resource: [secretArn, `${secretArn}-??????`],
  });
});

test('hands a REST API a TOKEN authorizer that caches for five minutes and compares no scheme', () => {
  const template = guarded();
  template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'TOKEN',
    AuthorizerResultTtlInSeconds: 300,
    IdentitySource: 'method.request.header.Authorization',
    IdentityValidationExpression: Match.absent(),
    AuthorizerUri: Match.anyValue(),
  });
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'apigateway.amazonaws.com',
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuthorizerFunction'), 'Arn'] },
  });
  template.resourcePropertiesCountIs('AWS::Lambda::Function', AUTHORIZER_FUNCTION, 1);
});

test('takes another lifetime for the cache, none included', () => {
  guarded({}, { resultsCacheTtl: Duration.seconds(0) }).hasResourceProperties('AWS::ApiGateway::Authorizer', {
    AuthorizerResultTtlInSeconds: 0,
  });
});

test('hands a REST API a REQUEST authorizer whose cache key is token and route, and tells the function so', () => {
  const template = behindRest(config, (authorizer) => authorizer.requestAuthorizer());
  template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'REQUEST',
    AuthorizerResultTtlInSeconds: 300,
    IdentitySource: 'method.request.header.Authorization,context.httpMethod,context.resourcePath',
  });
  expect(configIn(template)).toEqual({ ...config, policyScope: 'route' });
});

test('hands an HTTP API simple responses whose cache key is token and route', () => {
  const template = behindHttp(config);
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'REQUEST',
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    AuthorizerResultTtlInSeconds: 300,
    IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
  });
  expect(configIn(template)).toEqual(config);
});

test('hands an HTTP API policies where httpApiResponse says so', () => {
  const template = behindHttp({ ...config, httpApiResponse: 'policy' });
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerPayloadFormatVersion: '1.0',
    EnableSimpleResponses: Match.absent(),
    IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
  });
  expect(configIn(template)).toEqual({ ...config, httpApiResponse: 'policy', policyScope: 'route' });
});

test('hands a WebSocket API an authorizer of $connect', () => {
  const template = behindWebSocket({ ...config, routes: { $connect: [] }, tokenSources: ['protocol:bearer'] });
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'REQUEST',
    IdentitySource: ['route.request.header.Sec-WebSocket-Protocol'],
    AuthorizerResultTtlInSeconds: Match.absent(),
  });
});

test('guards APIs of several kinds at once, with one function', () => {
  const routes = { 'GET /me': [], $connect: [] };
  const template = synthesize((stack) => {
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config: { ...config, routes } });
    addRestApi(stack, authorizer.requestAuthorizer(), ['GET /me']);
    addHttpApi(stack, authorizer.httpAuthorizer(), ['GET /me']);
    addWebSocketApi(stack, authorizer.webSocketAuthorizer());
  });
  template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
  template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 2);
  template.resourcePropertiesCountIs('AWS::Lambda::Function', AUTHORIZER_FUNCTION, 1);
});

test('lets nobody be called but by the authorizers that it handed out', () => {
  const template = behindHttp(config);
  const [authorizerId] = Object.keys(template.findResources('AWS::ApiGatewayV2::Authorizer'));
  template.hasResourceProperties('AWS::Lambda::Permission', {
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuthorizerFunction'), 'Arn'] },
    SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/authorizers/', { Ref: authorizerId }])] },
  });
});

describe('refuses, and says what to do,', () => {
  const refusal = (build: () => unknown) => {
    try {
      build();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing was refused');
  };

  test('a second authorizer of the same kind', () => {
    expect(
      refusal(() =>
        behindRest(config, (authorizer) => {
          authorizer.tokenAuthorizer();
          return authorizer.tokenAuthorizer();
        }),
      ),
    ).toBe(
      'Stack/Authorizer.tokenAuthorizer() was called before: give what it returned then to every route of the API; for another API make another JwtAuthorizer',
    );
  });

  test('two kinds that need different policies of the one function', () => {
    expect(
      refusal(() =>
        behindRest(config, (authorizer) => {
          authorizer.tokenAuthorizer();
          return authorizer.requestAuthorizer();
        }),
      ),
    ).toBe(
      'Stack/Authorizer.requestAuthorizer() needs policyScope "route", tokenAuthorizer() was handed out with "api": one function has one of them; make a second JwtAuthorizer for one of the two',
    );
  });

  // The Deny of the closed greedy route covers the literal one below it.
  const unsafe = { ...config, routes: { 'GET /a/{proxy+}': ['all'], 'GET /a/{id}/b/{rest+}': ['some'] } };

  test('one cached policy for a table for which no policy is right', () => {
    const message = refusal(() => behindRest(unsafe, (authorizer) => authorizer.tokenAuthorizer()));
    expect(message).toContain(
      'Stack/Authorizer.tokenAuthorizer(): no policy for the whole API is right for all its routes: ',
    );
    for (const route of Object.keys(unsafe.routes)) expect(message).toContain(`"${route}"`);
    expect(message).toMatch(
      /Use requestAuthorizer\(\), .* simple responses; or no cache, resultsCacheTtl: Duration\.seconds\(0\)/,
    );
  });

  test('but not what it advises to use instead', () => {
    behindRest(unsafe, (authorizer) => authorizer.requestAuthorizer());
    behindRest(unsafe, (authorizer) => authorizer.tokenAuthorizer({ resultsCacheTtl: Duration.seconds(0) }));
    behindHttp(unsafe);
  });

  test('policies that API Gateway would refuse for their size', () => {
    const routes = Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => [`GET /orders/of/${index}`, [`s${index}`]]),
    );
    expect(refusal(() => behindRest({ ...config, routes }, (authorizer) => authorizer.tokenAuthorizer()))).toMatch(
      /^Stack\/Authorizer\.tokenAuthorizer\(\): an answer for all 90 routes would have about \d+ bytes, API Gateway takes 8192: use policyScope "route"/,
    );
  });

  test('a route that the table does not name', () => {
    const more = ['GET /me', 'POST /me'];
    expect(refusal(() => behindRest(config, (authorizer) => authorizer.tokenAuthorizer(), more))).toContain(
      '[Stack/Authorizer] the API has "POST /me", which "routes" does not name, so nobody may call it; add it to "routes", or say with "unlistedRoutes"',
    );
    for (const unlistedRoutes of ['deny', 'authenticated'] as const) {
      behindRest({ ...config, unlistedRoutes }, (authorizer) => authorizer.tokenAuthorizer(), more);
    }
  });

  test('a rule for a route that the API does not have', () => {
    const routes = { ...config.routes, 'GET /you': [] };
    expect(refusal(() => behindHttp({ ...config, routes }, ['GET /me']))).toContain(
      '[Stack/Authorizer] "routes" names "GET /you", which no API behind this authorizer has; spell the rule as the API spells the route, or take it away',
    );
  });

  test('a rule for a route that was left without the authorizer', () => {
    const routes = { ...config.routes, 'GET /': ['admin'] };
    expect(
      refusal(() =>
        synthesize((stack) => {
          const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config: { ...config, routes } });
          const api = addRestApi(stack, authorizer.tokenAuthorizer(), ['GET /me']);
          api.root.addMethod('GET', new apigateway.MockIntegration());
        }),
      ),
    ).toContain('"routes" names "GET /", which the API has without this authorizer, so its scopes are never asked for');
  });

  test('a route that the table does not name, in another stack and on a path of several resources', () => {
    const build = (routes: string[]) =>
      synthesizeStack((app) => {
        const authorizer = new JwtAuthorizer(new Stack(app, 'Authorizers'), 'Authorizer', { config });
        const stack = new Stack(app, 'Apis');
        addHttpApi(stack, authorizer.httpAuthorizer(), routes);
        return stack;
      });
    expect(refusal(() => build(['GET /me', 'GET /teams/{id}/members/{member}']))).toContain(
      '[Authorizers/Authorizer] the API has "GET /teams/{id}/members/{member}", which "routes" does not name',
    );
    build(['GET /me']);
    expect(
      refusal(() =>
        behindRest(config, (authorizer) => authorizer.requestAuthorizer(), ['GET /me', 'ANY /teams/{id}/{rest+}']),
      ),
    ).toContain('the API has "ANY /teams/{id}/{rest+}", which "routes" does not name');
  });

  test('but no rule that an imported API may have a route for', () => {
    const routes = { ...config.routes, 'GET /you': [] };
    synthesize((stack) => {
      const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config: { ...config, routes } });
      const api = apigateway.RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: 'abc', rootResourceId: 'root' });
      api.root
        .addResource('me')
        .addMethod('GET', new apigateway.MockIntegration(), { authorizer: authorizer.tokenAuthorizer() });
    });
  });
});

test('warns where a value that looks like another route is denied', () => {
  const routes = { 'GET /t/{id}/entries/{entry}': ['read'], 'GET /t/{id}/payroll': ['pay'], 'GET /t/{id}': ['pay'] };
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Stack');
  const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config: { ...config, routes } });
  addRestApi(stack, authorizer.tokenAuthorizer(), Object.keys(routes));
  Annotations.fromStack(stack).hasWarning(
    '/Stack/Authorizer',
    Match.stringLikeRegexp(
      '^Stack/Authorizer.tokenAuthorizer\\(\\): requests to "GET /t/\\{id\\}/entries/\\{entry\\}" are denied',
    ),
  );
});

test('takes values that CloudFormation fills in', () => {
  const template = synthesize((stack) => {
    const pool = new cognito.UserPool(stack, 'Pool');
    const issuers = [{ issuer: pool.userPoolProviderUrl, audience: 'a', profile: 'cognito' as const }];
    new JwtAuthorizer(stack, 'Authorizer', { config: { ...config, issuers } });
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        AUTHORIZER_CONFIG: {
          'Fn::Join': [
            '',
            [
              '{"issuers":[{"issuer":"',
              { 'Fn::GetAtt': [Match.stringLikeRegexp('^Pool'), 'ProviderURL'] },
              Match.stringLikeRegexp('^","audience":"a"'),
            ],
          ],
        },
      },
    },
  });
});

test('refuses a configuration with problems, all of them at once', () => {
  const issuers = [
    { issuer: 'http://issuer.example/', audience: 'a' },
    { issuer: 'b', audience: [] },
  ];
  expect(() => guarded({ config: { issuers, routes: { 'GET me': [] } } })).toThrow(
    /^Stack\/Authorizer: 3 problems in AUTHORIZER_CONFIG: issuers\[1\]\.audience: .*; routes\["GET me"\]: .*; issuers\[0\]\.issuer: /,
  );
});

test('refuses a configuration that Lambda would refuse for its size', () => {
  const routes = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`GET /timesheets/of/${index}`, ['a']]));
  expect(() => guarded({ config: { ...config, routes } })).toThrow(
    /^Stack\/Authorizer: the configuration has \d+ bytes, Lambda's environment takes 4096; shorten the route table/,
  );
});

test('takes an address that begins with what CloudFormation fills in', () => {
  const build = () =>
    synthesize((stack) => {
      const pool = new cognito.UserPool(stack, 'Pool');
      const issuer = pool.userPoolProviderUrl;
      const issuers = [{ issuer, jwksUri: `${issuer}/.well-known/jwks.json`, audience: 'a' }];
      new JwtAuthorizer(stack, 'Authorizer', { config: { ...config, issuers } });
    });
  expect(build).not.toThrow();
});

test('gives the stage of a REST API a new deployment when the authorizer changes, since the old one has its old settings', () => {
  const deploymentOf = (resultsCacheTtl: Duration) =>
    Object.keys(guarded({}, { resultsCacheTtl }).findResources('AWS::ApiGateway::Deployment')).join();
  expect(deploymentOf(Duration.seconds(60))).not.toBe(deploymentOf(Duration.seconds(0)));
  expect(deploymentOf(Duration.seconds(60))).toBe(deploymentOf(Duration.seconds(60)));
});

describe('a secret in the environment', () => {
  const issuers = [
    { issuer: 'https://issuer.example/', audience: 'a', algorithms: ['HS256' as const], hmacSecret: { env: 'SECRET' } },
  ];

  test('is set beside the configuration', () => {
    guarded({ config: { ...config, issuers }, environment: { SECRET: 's' } }).hasResourceProperties(
      'AWS::Lambda::Function',
      {
        Environment: { Variables: { SECRET: 's', AUTHORIZER_CONFIG: Match.anyValue() } },
      },
    );
  });

  test('is refused where nobody sets it', () => {
    expect(() => guarded({ config: { ...config, issuers } })).toThrow(
      'Stack/Authorizer: the secret of https://issuer.example/ is to be in the environment variable SECRET, which "environment" does not set',
    );
  });

  test('counts for the size of the environment', () => {
    expect(() => guarded({ environment: { LONG: 'x'.repeat(4_000) } })).toThrow(/the configuration has \d+ bytes/);
  });
});

test('deploys what it checked, whatever becomes of the object that it was given', () => {
  const changing = structuredClone(config);
  synthesize((stack) => {
    new JwtAuthorizer(stack, 'Authorizer', { config: changing });
    changing.unlistedRoutes = 'authenticated';
  }).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { AUTHORIZER_CONFIG: JSON.stringify(config) } },
  });
});

test('knows the path of an imported resource', () => {
  const build = (rule: string) => () =>
    synthesize((stack) => {
      const restApi = apigateway.RestApi.fromRestApiAttributes(stack, 'Api', {
        restApiId: 'abc',
        rootResourceId: 'root',
      });
      const orders = apigateway.Resource.fromResourceAttributes(stack, 'Orders', {
        resourceId: 'orders',
        restApi,
        path: '/orders',
      });
      const authorizer = new JwtAuthorizer(stack, 'Authorizer', {
        config: { ...config, routes: { [rule]: [] } },
      }).tokenAuthorizer();
      orders.addResource('{id}').addMethod('GET', new apigateway.MockIntegration(), { authorizer });
    });
  expect(build('GET /orders/{id}')).not.toThrow();
  expect(build('GET /{id}')).toThrow('the API has "GET /orders/{id}", which "routes" does not name');
});

describe('warns', () => {
  const warned = (build: (app: App) => Stack) => {
    let stack: Stack | undefined;
    synthesizeStack((app) => {
      stack = build(app);
      return stack;
    });
    return Annotations.fromStack(stack as Stack);
  };

  test('where it guards nothing', () => {
    warned((app) => {
      const stack = new Stack(app, 'Stack');
      new JwtAuthorizer(stack, 'Authorizer', { config });
      return stack;
    }).hasWarning(
      '/Stack/Authorizer',
      Match.stringLikeRegexp('^Stack/Authorizer guards nothing: no API may call it; give what tokenAuthorizer\\(\\)'),
    );
  });

  test('not where AppSync or another takes the function itself', () => {
    warned((app) => {
      const stack = new Stack(app, 'Stack');
      const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config, provisionedConcurrentExecutions: 1 });
      authorizer.handler.addPermission('AppSync', { principal: new iam.ServicePrincipal('appsync.amazonaws.com') });
      return stack;
    }).hasNoWarning('/Stack/Authorizer', Match.anyValue());
  });

  test('where an HTTP API of another stack uses it, which `sam local` cannot follow', () => {
    warned((app) => {
      const authorizer = new JwtAuthorizer(new Stack(app, 'Authorizers'), 'Authorizer', { config });
      const stack = new Stack(app, 'Apis');
      addHttpApi(stack, authorizer.httpAuthorizer(), ['GET /me']);
      return stack;
    }).hasWarning(
      '/Apis/HttpApi',
      Match.stringLikeRegexp(
        '^Authorizers/Authorizer\\.httpAuthorizer\\(\\) is in another stack than Apis/HttpApi: that works in AWS, but "sam local" cannot follow it',
      ),
    );
  });
});

test('refuses a second authorizer of one name on one HTTP API, since CDK calls it after its construct', () => {
  const build = (name: string) =>
    synthesize((stack) => {
      const read = new JwtAuthorizer(new Construct(stack, 'Read'), 'Authorizer', { config });
      const write = new JwtAuthorizer(new Construct(stack, 'Write'), name, {
        config: { ...config, routes: { 'POST /me': [] } },
      });
      const httpApi = new HttpApi(stack, 'Api');
      const integration = new HttpUrlIntegration('Backend', 'https://backend.example');
      httpApi.addRoutes({ path: '/me', methods: [HttpMethod.GET], integration, authorizer: read.httpAuthorizer() });
      httpApi.addRoutes({ path: '/me', methods: [HttpMethod.POST], integration, authorizer: write.httpAuthorizer() });
    });
  expect(() => build('Authorizer')).toThrow(
    'Stack/Write/Authorizer.httpAuthorizer(): Stack/Api has something called "Authorizer" already, and the authorizer would be called so, after its JwtAuthorizer; give this JwtAuthorizer another id',
  );
  expect(() => build('WriteAuthorizer')).not.toThrow();
});

describe('a REST API of another stack', () => {
  const acrossStacks = (
    handOut: (authorizer: JwtAuthorizer) => apigateway.IAuthorizer,
    apiIn: (stack: Stack) => apigateway.IRestApi,
  ) =>
    synthesizeStack((app) => {
      const authorizer = handOut(new JwtAuthorizer(new Stack(app, 'Authorizers'), 'Authorizer', { config }));
      const stack = new Stack(app, 'Apis');
      apiIn(stack).root.addResource('me').addMethod('GET', new apigateway.MockIntegration(), { authorizer });
      return stack;
    });

  test.each<[string, (authorizer: JwtAuthorizer) => apigateway.IAuthorizer]>([
    ['tokenAuthorizer', (authorizer) => authorizer.tokenAuthorizer()],
    ['requestAuthorizer', (authorizer) => authorizer.requestAuthorizer()],
  ])('is refused what %s() returns, since neither stack could be deployed first', (method, handOut) => {
    expect(() => acrossStacks(handOut, (stack) => new apigateway.RestApi(stack, 'Api'))).toThrow(
      `Authorizers/Authorizer.${method}() is in another stack than Apis/Api, expected the same: the authorizer names the REST API and the API's methods name the authorizer, so neither stack could be deployed first; make the JwtAuthorizer in the stack of the API`,
    );
  });

  test('takes it where the API is imported, and so is there already', () => {
    const template = acrossStacks(
      (authorizer) => authorizer.tokenAuthorizer(),
      (stack) => apigateway.RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: 'abc123', rootResourceId: 'r1' }),
    );
    template.hasResourceProperties('AWS::ApiGateway::Method', { AuthorizationType: 'CUSTOM', RestApiId: 'abc123' });
  });
});

test('takes the name of a header in any case among identity sources', () => {
  const template = synthesize((stack) => {
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config }).httpAuthorizer({
      identitySources: ['$request.header.authorization', '$context.routeKey'],
    });
    addHttpApi(stack, authorizer, ['GET /me']);
  });
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    IdentitySource: ['$request.header.authorization', '$context.routeKey'],
  });
});
