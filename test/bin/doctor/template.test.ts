/** What is said of synthesized templates. */
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as iam from 'aws-cdk-lib/aws-iam';
import { JwtAuthorizer } from '../../../lib/jwt-authorizer.ts';
import { synthesize } from '../../fixtures/synthesize.ts';
import { addHttpApi, addRestApi, addWebSocketApi } from '../../lib/apis.ts';
import { examineTemplate, HEALTHY, ownOf } from './support.ts';
import {
  edited,
  functionOf,
  HTTP,
  placeholder,
  REST,
  resource,
  TEMPLATE_CASES,
  type TemplateJson,
} from './template-cases.ts';

test.each(TEMPLATE_CASES)('finds $title: $finding.code', async ({ finding, wrong }) => {
  expect(ownOf(await examineTemplate(wrong))).toContainEqual(finding);
});

test.each(TEMPLATE_CASES)('does not find $title where it is not', async ({ finding, right }) => {
  const found = ownOf(await examineTemplate(right));
  expect(found.filter(({ code }) => code === finding.code)).toEqual([]);
});

test.each([
  ['REST', REST, 'rest-token'],
  ['HTTP', HTTP, 'http-2.0'],
])('finds nothing in the sample as a %s API', async (_, template, kind) => {
  const report = await examineTemplate(template);
  expect(ownOf(report)).toEqual([]);
  expect(report.authorizers).toMatchObject([{ kind, ttlSeconds: 300 }]);
  expect(report.notMade.map(({ because }) => because)).toEqual(['the issuers were not asked; leave --offline out']);
});

const routes = ['GET /timesheets', 'POST /timesheets'];

test.each<[string, string, Parameters<typeof synthesize>[0]]>([
  [
    'a REQUEST authorizer',
    'rest-request',
    (stack) => {
      const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config: HEALTHY });
      addRestApi(stack, authorizer.requestAuthorizer(), routes);
    },
  ],
  [
    'a REST API behind an alias of the function',
    'rest-token',
    (stack) => {
      const authorizer = new JwtAuthorizer(stack, 'Authorizer', {
        config: HEALTHY,
        provisionedConcurrentExecutions: 1,
      });
      addRestApi(stack, authorizer.tokenAuthorizer(), routes);
    },
  ],
  [
    'an HTTP API with policies',
    'http-1.0',
    (stack) => {
      const config = { ...HEALTHY, httpApiResponse: 'policy' as const };
      addHttpApi(stack, new JwtAuthorizer(stack, 'Authorizer', { config }).httpAuthorizer(), routes);
    },
  ],
  [
    'a WebSocket API',
    'websocket',
    (stack) => {
      const config = { ...HEALTHY, routes: { $connect: ['chat'] } };
      addWebSocketApi(stack, new JwtAuthorizer(stack, 'Authorizer', { config }).webSocketAuthorizer());
    },
  ],
  [
    'AppSync',
    'appsync',
    (stack) => {
      const config = { ...HEALTHY, routes: { 'Query.timesheets': ['read:timesheets'] } };
      const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config });
      new appsync.CfnGraphQLApi(stack, 'Api', {
        name: 'timesheets',
        authenticationType: 'AWS_LAMBDA',
        lambdaAuthorizerConfig: { authorizerUri: authorizer.function.functionArn, authorizerResultTtlInSeconds: 300 },
      });
      authorizer.function.grantInvoke(new iam.ServicePrincipal('appsync.amazonaws.com'));
    },
  ],
])('finds nothing in %s as the construct makes it', async (_, kind, build) => {
  const report = await examineTemplate(synthesize(build).toJSON());
  expect(ownOf(report)).toEqual([]);
  expect(report.authorizers).toMatchObject([{ kind }]);
});

test('says nothing of CORS where no preflight is answered', async () => {
  const noPage = (template: TemplateJson) =>
    edited(template, ({ Resources }) => {
      for (const [id, { Type, Properties }] of Object.entries(Resources)) {
        if (Type === 'AWS::ApiGateway::GatewayResponse' || Properties?.HttpMethod === 'OPTIONS') delete Resources[id];
      }
    });
  expect(ownOf(await examineTemplate(noPage(REST)))).toEqual([]);
});

test('says once that a rule has no route', async () => {
  const template = edited(REST, (copy) => {
    const { Environment } = functionOf(copy).properties as { Environment: { Variables: Record<string, string> } };
    const config = JSON.parse(Environment.Variables.AUTHORIZER_CONFIG ?? '');
    config.routes = { ...config.routes, $default: [], 'Query.timesheets': [] };
    Environment.Variables.AUTHORIZER_CONFIG = JSON.stringify(config);
  });
  const found = ownOf(await examineTemplate(template)).map(({ code, where }) => `${code} ${where}`);
  expect(found).toEqual(['route_of_another_kind routes["Query.timesheets"]', 'rule_without_route routes["$default"]']);
});

test('names a route that only AWS knows as not checked, and does not guess', async () => {
  const template = edited(REST, (copy) => {
    resource(copy, 'AWS::ApiGateway::Method', { HttpMethod: 'GET' }).properties.AuthorizerId = {
      'Fn::ImportValue': 'AuthorizerOfAnotherStack',
    };
  });
  const report = await examineTemplate(template);
  expect(ownOf(report)).toEqual([]);
  const { where } = resource(REST, 'AWS::ApiGateway::Method', { HttpMethod: 'GET' });
  expect(report.notMade).toContainEqual({
    titles: ['a route'],
    because: `${where} refers to what only AWS knows, so its route or its authorizer is not known`,
  });
});

test('examines the function that is asked for, with the authorizers that call it', async () => {
  const template = synthesize((stack) => {
    const one = new JwtAuthorizer(stack, 'One', { config: HEALTHY });
    addRestApi(stack, one.tokenAuthorizer(), routes);
    const two = new JwtAuthorizer(stack, 'Two', { config: { ...HEALTHY, clockToleranceSeconds: 300 } });
    addHttpApi(stack, two.httpAuthorizer(), routes);
  }).toJSON() as TemplateJson;
  const functions = Object.keys(template.Resources).filter((id) => /^(?:One|Two)Function[\dA-F]{8}$/.test(id));
  const reports = await Promise.all(functions.map((id) => examineTemplate(template, id)));
  expect(reports.map(({ authorizers }) => authorizers.map(({ kind }) => kind))).toEqual([['rest-token'], ['http-2.0']]);
  expect(reports.map((report) => ownOf(report).map(({ code }) => code))).toEqual([[], ['clock_tolerance_large']]);
});

test('checks what is known of a template that names what only AWS knows, such as a user pool beside it', async () => {
  const issuers = [
    { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/POOL', audience: 'CLIENT', profile: 'cognito' },
    { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/OTHER', audience: 'CLIENT', profile: 'cognito' },
    { ...HEALTHY.issuers[0], audience: 'https://issuer.example/userinfo' },
  ];
  const template = edited(HTTP, (copy) => {
    const { Environment } = functionOf(copy).properties as { Environment: { Variables: Record<string, unknown> } };
    const text = JSON.stringify({ issuers, routes: HEALTHY.routes, clockToleranceSeconds: 300 });
    Environment.Variables.AUTHORIZER_CONFIG = {
      'Fn::Sub': text.replace('POOL', placeholder('Pool')).replace('OTHER', placeholder('Other.Id')),
    };
  });
  const report = await examineTemplate(template);
  expect(ownOf(report).map(({ code, where }) => [code, where])).toEqual([
    ['audience_is_shared', 'issuers[2].audience'],
    ['clock_tolerance_large', 'clockToleranceSeconds'],
  ]);
  expect(report.issuers[0]).toBe('https://cognito-idp.eu-west-1.amazonaws.com/only-AWS-knows-Ref-Pool');
  expect(report.notMade).toContainEqual({
    titles: ['issuers[0]', 'issuers[1]'],
    because: 'only AWS knows Ref Pool and Fn::GetAtt Other.Id; once it is deployed, give what is deployed as --config',
  });
});

test('shows no secret that stands where the name of its variable belongs', async () => {
  const secret = 'aSecretOfThirtyTwoBytesOrSo0123456789';
  const template = edited(REST, (copy) => {
    const { Environment } = functionOf(copy).properties as { Environment: { Variables: Record<string, unknown> } };
    const issuers = [{ ...HEALTHY.issuers[0], algorithms: ['HS256'], hmacSecret: { env: secret } }];
    Environment.Variables.AUTHORIZER_CONFIG = JSON.stringify({ issuers, routes: HEALTHY.routes });
  });
  const report = await examineTemplate(template);
  expect(JSON.stringify(report).includes(secret)).toBe(false);
  expect(ownOf(report)).toContainEqual({
    code: 'secret_missing',
    severity: 'error',
    where: 'issuers[0].hmacSecret.env',
    found: `no variable of the name that stands there in the environment of ${functionOf(REST).where}`,
  });
});

test('says what was not seen where only what it does not read calls the function', async () => {
  const { id, properties } = functionOf(REST);
  const serverless = { Type: 'AWS::Serverless::Function', Properties: properties };
  const report = await examineTemplate({ Transform: 'AWS::Serverless-2016-10-31', Resources: { [id]: serverless } });
  const { titles, because } = report.notMade.find(({ titles: all }) => all.includes("the APIs' routes")) ?? {};
  expect(titles).toEqual([
    'routes of another kind of API',
    "the APIs' routes",
    'identity sources',
    'kept answers against the life of tokens',
    "API Gateway's authorizers",
    'CORS',
  ]);
  expect(because).toBe(
    'no authorizer was seen that calls the function (those of AWS::Serverless resources, other stacks and imported APIs are not read); give the stack that has the API as --template, or the configuration as --config with --kind',
  );
});

test('says that a function which nothing calls is for no kind of API that is known', async () => {
  const template = edited(REST, ({ Resources }) => {
    for (const [id, { Type }] of Object.entries(Resources)) {
      if (!Type.startsWith('AWS::Lambda')) delete Resources[id];
    }
  });
  const report = await examineTemplate(template);
  expect(report.authorizers).toEqual([]);
  expect(report.notMade.flatMap(({ titles }) => titles)).toContain('identity sources');
});

test.each([
  ["a parameter's default", { Type: 'Number', Default: 120 }, 120],
  ["API Gateway's default where only AWS knows", { Type: 'Number' }, 300],
])('takes %s for the time that answers are kept', async (_, parameter, ttlSeconds) => {
  const template = edited(REST, (copy) => {
    Object.assign(copy, { Parameters: { Ttl: parameter } });
    resource(copy, 'AWS::ApiGateway::Authorizer').properties.AuthorizerResultTtlInSeconds = { Ref: 'Ttl' };
  });
  expect((await examineTemplate(template)).authorizers).toMatchObject([{ ttlSeconds }]);
});

test('knows a function by the attribute that a text names', async () => {
  const template = edited(HTTP, (copy) => {
    const arn = placeholder(`${functionOf(copy).id}.Arn`);
    resource(copy, 'AWS::ApiGatewayV2::Authorizer').properties.AuthorizerUri = {
      'Fn::Sub': `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
    };
  });
  const report = await examineTemplate(template);
  expect(ownOf(report)).toEqual([]);
  expect(report.authorizers).toMatchObject([{ kind: 'http-2.0' }]);
});

test('knows a function by a name of its own, as templates that are written by hand have it', async () => {
  const template = edited(HTTP, (copy) => {
    functionOf(copy).properties.FunctionName = 'guard';
    resource(copy, 'AWS::ApiGatewayV2::Authorizer').properties.AuthorizerUri = {
      'Fn::Sub': `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:${placeholder('AWS::AccountId')}:function:guard:7/invocations`,
    };
  });
  const report = await examineTemplate(template);
  expect(report.authorizers).toMatchObject([{ kind: 'http-2.0', version: '7' }]);
});
