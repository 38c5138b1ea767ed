/** What a template shows: the sample's stacks with one edit a row, and beside it one after which there is nothing to find. */
import type { AuthorizerConfigInput } from '../../../lambda/authorizer/config.ts';
import { TimesheetsHttpStack } from '../../../lib/timesheets-http-stack.ts';
import { TimesheetsRestStack } from '../../../lib/timesheets-rest-stack.ts';
import { synthesizeStack } from '../../fixtures/synthesize.ts';
import { AUDIENCE, ISSUER } from '../../fixtures/tokens.ts';
import type { Own } from './support.ts';

type Properties = Record<string, unknown>;

export interface TemplateJson {
  Resources: Record<string, { Type: string; Properties: Properties }>;
}

const props = { authorizer: { issuers: [{ issuer: ISSUER, audience: AUDIENCE }] } };

export const REST = synthesizeStack((app) => new TimesheetsRestStack(app, 'RestStack', props)).toJSON() as TemplateJson;
export const HTTP = synthesizeStack((app) => new TimesheetsHttpStack(app, 'HttpStack', props)).toJSON() as TemplateJson;

/** The one resource of a type whose properties hold these. */
export function resource({ Resources }: TemplateJson, type: string, holding: Properties = {}) {
  const found = Object.entries(Resources).find(
    ([, { Type, Properties }]) =>
      Type === type && Object.entries(holding).every(([name, value]) => Properties[name] === value),
  );
  if (!found) throw new Error(`no ${type} with ${JSON.stringify(holding)}`);
  return { id: found[0], where: `${type} ${found[0]}`, properties: found[1].Properties };
}

/** A copy with one edit. */
export function edited(template: TemplateJson, edit: (copy: TemplateJson) => void): TemplateJson {
  const copy = structuredClone(template);
  edit(copy);
  return copy;
}

function withProperties(template: TemplateJson, type: string, changes: Properties, holding: Properties = {}) {
  return edited(template, (copy) => Object.assign(resource(copy, type, holding).properties, changes));
}

function without(template: TemplateJson, type: string, holding: Properties = {}) {
  return edited(template, (copy) => delete copy.Resources[resource(copy, type, holding).id]);
}

/** Another configuration of the function, and further variables beside it. */
function configured(template: TemplateJson, change: Partial<AuthorizerConfigInput>, more: Properties = {}) {
  return edited(template, (copy) => {
    const { Environment } = functionOf(copy).properties as { Environment: { Variables: Properties } };
    const config = { ...JSON.parse(String(Environment.Variables.AUTHORIZER_CONFIG)), ...change };
    Environment.Variables = { AUTHORIZER_CONFIG: JSON.stringify(config), ...more };
  });
}

export function functionOf(template: TemplateJson) {
  const id = Object.keys(template.Resources).find((name) => name.startsWith('AuthorizerFunction')) ?? '';
  return { id, where: `AWS::Lambda::Function ${id}`, properties: template.Resources[id]?.Properties ?? {} };
}

const [REST_API, REST_AUTHORIZER, REST_METHOD, PERMISSION, GATEWAY_RESPONSE] = [
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Method',
  'AWS::Lambda::Permission',
  'AWS::ApiGateway::GatewayResponse',
] as const;
const [HTTP_API, HTTP_AUTHORIZER, HTTP_ROUTE] = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Route',
] as const;

/** The permission that lets an authorizer call the function. */
function permissionOf(template: TemplateJson) {
  const { id } = functionOf(template);
  const found = Object.entries(template.Resources).find(
    ([, { Type, Properties }]) =>
      Type === PERMISSION && JSON.stringify(Properties.FunctionName) === JSON.stringify({ 'Fn::GetAtt': [id, 'Arn'] }),
  );
  return { id: found?.[0] ?? '', properties: found?.[1].Properties ?? {} };
}

const open = { AuthorizationType: 'NONE', AuthorizerId: undefined };
const secret = {
  issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256' as const], hmacSecret: { env: 'SECRET' } }],
};
const RULES = { 'GET /timesheets': ['read:timesheets'], 'POST /timesheets': ['create:timesheets'] };
const plain = (type: string) => ({
  ResponseParameters: { 'gatewayresponse.header.X-Other': "'1'" },
  ResponseType: type,
});

export interface TemplateCase {
  readonly title: string;
  readonly finding: Own;
  readonly wrong: TemplateJson;
  readonly right: TemplateJson;
}

/** One route of the HTTP API that is for all its requests. */
function withOneRoute(key: string, rules: Partial<AuthorizerConfigInput>, ttlSeconds = 300): TemplateJson {
  return edited(configured(HTTP, rules), (copy) => {
    const { properties } = resource(copy, HTTP_ROUTE, { AuthorizationType: 'CUSTOM' });
    for (const [id, { Type, Properties }] of Object.entries(copy.Resources)) {
      if (Type === HTTP_ROUTE && Properties !== properties) delete copy.Resources[id];
    }
    properties.RouteKey = key;
    resource(copy, HTTP_AUTHORIZER).properties.AuthorizerResultTtlInSeconds = ttlSeconds;
  });
}

/** The function alone, with an AppSync API that asks it. */
function appSync(permissions: TemplateJson['Resources']): TemplateJson {
  const { id } = functionOf(REST);
  return configured(
    {
      Resources: {
        [id]: REST.Resources[id] ?? { Type: '', Properties: {} },
        Api: {
          Type: 'AWS::AppSync::GraphQLApi',
          Properties: { LambdaAuthorizerConfig: { AuthorizerUri: { 'Fn::GetAtt': [id, 'Arn'] } } },
        },
        ...permissions,
      },
    },
    { routes: { 'Query.timesheets': ['read:timesheets'] } },
  );
}

const STRICT_RULE = { 'ANY /{proxy+}': [], 'GET /admin': ['admin'] };
const bypassed = (key: string, found: string): Own => ({
  code: 'rule_bypassed',
  severity: 'error',
  where: `routes["${key}"]`,
  found,
});

export const TEMPLATE_CASES: readonly TemplateCase[] = [
  {
    title: 'a rule whose requests come by the name of another',
    finding: bypassed('GET /admin', 'no such route; "ANY /{proxy+}" of the API takes its requests'),
    wrong: withOneRoute('ANY /{proxy+}', { routes: STRICT_RULE }),
    right: withOneRoute('ANY /{proxy+}', { routes: { 'ANY /{proxy+}': ['admin'], 'GET /admin': [] } }),
  },
  {
    title: 'rules that a kept answer for another method passes by',
    finding: bypassed('POST /timesheets', 'no such route; "ANY /timesheets" of the API takes its requests'),
    wrong: withOneRoute('ANY /timesheets', { routes: RULES, unlistedRoutes: 'authenticated' }),
    right: withOneRoute('ANY /timesheets', { routes: RULES, unlistedRoutes: 'authenticated' }, 0),
  },
  {
    title: 'a rule without a route, where the rule is asked for by method and path',
    finding: {
      code: 'rule_without_route',
      severity: 'warning',
      where: 'routes["GET /absences"]',
      found: 'no such route behind the authorizer',
    },
    wrong: withOneRoute('ANY /timesheets', {
      routes: { ...RULES, 'GET /absences': [] },
      unlistedRoutes: 'authenticated',
    }),
    right: withOneRoute('ANY /timesheets', { routes: RULES, unlistedRoutes: 'authenticated' }, 0),
  },
  {
    title: 'an alias that a permission for the function itself does not reach',
    finding: {
      code: 'permission_missing',
      severity: 'error',
      where: resource(HTTP, HTTP_AUTHORIZER).where,
      found: `0 permissions for API Gateway to call the version or alias, none for ${resource(HTTP, HTTP_API).id}/authorizers/${resource(HTTP, HTTP_AUTHORIZER).id}`,
    },
    wrong: edited(behind('AWS::Lambda::Alias'), (copy) => {
      for (const { Type, Properties } of Object.values(copy.Resources)) {
        if (Type === PERMISSION && JSON.stringify(Properties.FunctionName) === '{"Ref":"Version"}') {
          Properties.FunctionName = { 'Fn::GetAtt': [functionOf(copy).id, 'Arn'] };
        }
      }
    }),
    right: behind('AWS::Lambda::Alias'),
  },
  {
    title: 'AppSync without a permission',
    finding: {
      code: 'permission_missing',
      severity: 'error',
      where: 'AWS::AppSync::GraphQLApi Api',
      found: '0 permissions for AppSync to call the function',
    },
    wrong: appSync({}),
    right: appSync({
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': [functionOf(REST).id, 'Arn'] },
          Principal: 'appsync.amazonaws.com',
        },
      },
    }),
  },
  {
    title: 'a secret that is not there',
    finding: {
      code: 'secret_missing',
      severity: 'error',
      where: 'issuers[0].hmacSecret.env',
      found: `no SECRET in the environment of ${functionOf(REST).where}`,
    },
    wrong: configured(REST, secret),
    right: configured(REST, secret, { SECRET: 'x'.repeat(32) }),
  },
  {
    title: 'a secret in the template',
    finding: {
      code: 'secret_in_template',
      severity: 'warning',
      where: 'issuers[0].hmacSecret.env',
      found: `a text under SECRET in the environment of ${functionOf(REST).where}`,
    },
    wrong: configured(REST, secret, { SECRET: 'x'.repeat(32) }),
    right: configured(REST, secret, { SECRET: { Ref: 'SecretParameter' } }),
  },
  {
    title: 'a policy where API Gateway expects a yes or a no',
    finding: {
      code: 'http_response_mismatch',
      severity: 'error',
      where: 'httpApiResponse',
      found: `"policy", and EnableSimpleResponses true in ${resource(HTTP, HTTP_AUTHORIZER).where}`,
    },
    wrong: configured(HTTP, { httpApiResponse: 'policy' }),
    right: configured(withProperties(HTTP, HTTP_AUTHORIZER, { EnableSimpleResponses: false }), {
      httpApiResponse: 'policy',
    }),
  },
  {
    title: 'no permission at all',
    finding: {
      code: 'permission_missing',
      severity: 'error',
      where: resource(REST, REST_AUTHORIZER).where,
      found: `0 permissions for API Gateway to call the function, none for ${resource(REST, REST_API).id}/authorizers/${resource(REST, REST_AUTHORIZER).id}`,
    },
    wrong: edited(REST, (copy) => delete copy.Resources[permissionOf(copy).id]),
    right: withProperties(
      edited(REST, (copy) => delete copy.Resources[permissionOf(copy).id]),
      REST_AUTHORIZER,
      { AuthorizerCredentials: 'arn:aws:iam::123456789012:role/invoke' },
    ),
  },
  {
    title: 'a permission for another authorizer',
    finding: {
      code: 'permission_missing',
      severity: 'error',
      where: resource(HTTP, HTTP_AUTHORIZER).where,
      found: `1 permission for API Gateway to call the function, none for ${resource(HTTP, HTTP_API).id}/authorizers/${resource(HTTP, HTTP_AUTHORIZER).id}`,
    },
    wrong: edited(HTTP, (copy) => {
      permissionOf(copy).properties.SourceArn = 'arn:aws:execute-api:eu-west-1:123456789012:abc/authorizers/def';
    }),
    right: edited(HTTP, (copy) => {
      permissionOf(copy).properties.SourceArn = { 'Fn::ImportValue': 'TheAuthorizer' };
    }),
  },
  {
    title: "an authorizer on a function's version",
    finding: {
      code: 'authorizer_on_version',
      severity: 'warning',
      where: resource(HTTP, HTTP_AUTHORIZER).where,
      found: 'version Version of the function',
    },
    wrong: behind('AWS::Lambda::Version'),
    right: behind('AWS::Lambda::Alias'),
  },
  {
    title: 'an expression that takes the scheme by its letters',
    finding: {
      code: 'validation_by_case',
      severity: 'warning',
      where: resource(REST, REST_AUTHORIZER).where,
      found: 'IdentityValidationExpression "^Bearer [-0-9a-zA-Z._]*$"',
    },
    wrong: withProperties(REST, REST_AUTHORIZER, { IdentityValidationExpression: '^Bearer [-0-9a-zA-Z._]*$' }),
    right: withProperties(REST, REST_AUTHORIZER, { IdentityValidationExpression: '(?i)^Bearer [-0-9a-zA-Z._]*$' }),
  },
  {
    title: 'an expression that no token matches',
    finding: {
      code: 'validation_refuses_tokens',
      severity: 'error',
      where: resource(REST, REST_AUTHORIZER).where,
      found: 'IdentityValidationExpression "^Token .*$"',
    },
    wrong: withProperties(REST, REST_AUTHORIZER, { IdentityValidationExpression: '^Token .*$' }),
    right: withProperties(REST, REST_AUTHORIZER, { IdentityValidationExpression: '^\\S+ .*$' }),
  },
  {
    title: 'a rule for a route that is open',
    finding: {
      code: 'rule_in_vain',
      severity: 'error',
      where: 'routes["GET /timesheets"]',
      found: 'a route of the API that is open',
    },
    wrong: withProperties(REST, REST_METHOD, open, { HttpMethod: 'GET' }),
    right: withProperties(
      REST,
      REST_METHOD,
      { AuthorizationType: 'AWS_IAM', AuthorizerId: undefined },
      { HttpMethod: 'GET' },
    ),
  },
  {
    title: 'an open route beside guarded ones',
    finding: {
      code: 'route_without_authorizer',
      severity: 'note',
      where: resource(HTTP, HTTP_API).where,
      found: '"GET /timesheets" without any',
    },
    wrong: withProperties(configured(HTTP, { routes: { 'POST /timesheets': ['x'] } }), HTTP_ROUTE, open, {
      RouteKey: 'GET /timesheets',
    }),
    // Preflights carry no token.
    right: withProperties(
      HTTP,
      HTTP_ROUTE,
      { ...open, RouteKey: 'OPTIONS /{proxy+}' },
      { RouteKey: 'GET /timesheets' },
    ),
  },
  {
    title: 'a guarded route that the table does not name',
    finding: {
      code: 'route_not_in_table',
      severity: 'error',
      where: resource(HTTP, HTTP_API).where,
      found: '"GET /timesheets" with the authorizer, and no rule for it in "routes"',
    },
    wrong: configured(HTTP, { routes: { 'POST /timesheets': ['x'] } }),
    right: configured(HTTP, { routes: { 'POST /timesheets': ['x'] }, unlistedRoutes: 'deny' }),
  },
  {
    title: 'a rule without a route',
    finding: {
      code: 'rule_without_route',
      severity: 'warning',
      where: 'routes["GET /timesheet"]',
      found: 'no such route behind the authorizer',
    },
    wrong: configured(REST, { routes: { ...RULES, 'GET /timesheet': ['read:timesheets'] } }),
    // A document may describe further routes.
    right: withProperties(configured(REST, { routes: { ...RULES, 'GET /timesheet': ['read:timesheets'] } }), REST_API, {
      Body: { openapi: '3.0.1' },
    }),
  },
  {
    title: 'errors that a page cannot read',
    finding: {
      code: 'errors_without_cors',
      severity: 'warning',
      where: resource(REST, REST_API).where,
      found: 'ACCESS_DENIED without the header',
    },
    wrong: withProperties(REST, GATEWAY_RESPONSE, plain('ACCESS_DENIED'), { ResponseType: 'ACCESS_DENIED' }),
    // DEFAULT_4XX speaks for it.
    right: without(REST, GATEWAY_RESPONSE, { ResponseType: 'ACCESS_DENIED' }),
  },
  {
    title: 'a preflight that the authorizer swallows',
    finding: {
      code: 'preflight_guarded',
      severity: 'warning',
      where: resource(HTTP, HTTP_API).where,
      found: 'CORS, and preflights that "$default" takes',
    },
    wrong: withProperties(HTTP, HTTP_ROUTE, { RouteKey: '$default' }, { RouteKey: 'GET /timesheets' }),
    right: withProperties(
      withProperties(HTTP, HTTP_ROUTE, { RouteKey: '$default' }, { RouteKey: 'GET /timesheets' }),
      HTTP_ROUTE,
      { ...open, RouteKey: 'OPTIONS /{proxy+}' },
      { RouteKey: 'POST /timesheets' },
    ),
  },
  {
    title: 'a function that ends before its keys have come',
    finding: {
      code: 'function_timeout_short',
      severity: 'warning',
      where: functionOf(REST).where,
      found: '3 s, and jwksCache.timeoutMs 3000',
    },
    wrong: edited(REST, (copy) => {
      functionOf(copy).properties.Timeout = undefined;
    }),
    right: edited(REST, (copy) => {
      functionOf(copy).properties.Timeout = 4;
    }),
  },
  {
    title: 'a yes for one route that is kept for all of them',
    finding: {
      code: 'cache_key_without_route',
      severity: 'error',
      where: resource(HTTP, HTTP_AUTHORIZER).where,
      found: '$request.header.Authorization, without $context.routeKey, for 300 s',
    },
    wrong: withProperties(HTTP, HTTP_AUTHORIZER, { IdentitySource: ['$request.header.Authorization'] }),
    right: withProperties(HTTP, HTTP_AUTHORIZER, {
      IdentitySource: ['$request.header.Authorization'],
      AuthorizerResultTtlInSeconds: 0,
    }),
  },
  {
    title: "one caller's answer that is kept for every other caller",
    finding: {
      code: 'cache_key_without_token',
      severity: 'error',
      where: resource(HTTP, HTTP_AUTHORIZER).where,
      found: '$context.routeKey, without $request.header.Authorization, for 300 s',
    },
    wrong: withProperties(HTTP, HTTP_AUTHORIZER, { IdentitySource: ['$context.routeKey'] }),
    right: withProperties(HTTP, HTTP_AUTHORIZER, {
      IdentitySource: ['$context.routeKey', '$request.header.authorization'],
    }),
  },
  {
    title: 'two places for the token, both of which every request has to have',
    finding: {
      code: 'token_places_all_required',
      severity: 'error',
      where: resource(HTTP, HTTP_AUTHORIZER).where,
      found: '$request.header.Authorization and $request.header.Cookie among the identity sources',
    },
    wrong: configured(
      withProperties(HTTP, HTTP_AUTHORIZER, {
        IdentitySource: ['$request.header.Authorization', '$request.header.Cookie', '$context.routeKey'],
      }),
      { tokenSources: ['header:authorization', 'cookie:token'] },
    ),
    right: configured(withProperties(HTTP, HTTP_AUTHORIZER, { IdentitySource: [], AuthorizerResultTtlInSeconds: 0 }), {
      tokenSources: ['header:authorization', 'cookie:token'],
    }),
  },
];

/** As `Fn::Sub` writes it. */
export function placeholder(name: string): string {
  return `\${${name}}`;
}

/** The HTTP API with an alias or a version of the function in between. */
function behind(type: 'AWS::Lambda::Version' | 'AWS::Lambda::Alias'): TemplateJson {
  return edited(HTTP, (copy) => {
    const arn = { 'Fn::GetAtt': [functionOf(copy).id, 'Arn'] };
    copy.Resources.Version = { Type: type, Properties: { FunctionName: arn } };
    permissionOf(copy).properties.FunctionName = { Ref: 'Version' };
    resource(copy, HTTP_AUTHORIZER).properties.AuthorizerUri = {
      'Fn::Sub': `arn:${placeholder('AWS::Partition')}:apigateway:${placeholder('AWS::Region')}:lambda:path/2015-03-31/functions/${placeholder('Version')}/invocations`,
    };
  });
}
