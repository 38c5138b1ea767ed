/** What `sam local` gets wrong, each shape seen in a template that the CDK made wrong on purpose, and none in this project's own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HAZARDS, samHazards } from '../../local/sam/hazards.ts';
import type { SamTemplate } from '../../local/sam/template.ts';
import { synthesize } from '../fixtures/synthesize.ts';

function templateOf(build: (stack: Stack) => void): SamTemplate {
  return synthesize(build).toJSON() as SamTemplate;
}

function inline(stack: Stack, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(stack, id, {
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    ...props,
  });
}

/** A REST API with `GET /a` behind the authorizer, which runs what `handler` makes. */
function restApi(
  stack: Stack,
  handler: (stack: Stack) => lambda.IFunction = (scope) => inline(scope, 'Authorizer'),
  id = 'Api',
): apigateway.Resource {
  const authorizer = new apigateway.TokenAuthorizer(stack, `${id}Token`, { handler: handler(stack) });
  const resource = new apigateway.RestApi(stack, id).root.addResource('a');
  resource.addMethod('GET', new apigateway.LambdaIntegration(inline(stack, `${id}Get`)), { authorizer });
  return resource;
}

/** An HTTP API with `GET /a` behind an authorizer that answers with policies. */
function httpApi(stack: Stack, stageName: string): apigatewayv2.HttpApi {
  const api = new apigatewayv2.HttpApi(stack, 'Http', { createDefaultStage: false });
  new apigatewayv2.HttpStage(stack, 'Stage', { httpApi: api, stageName });
  api.addRoutes({
    path: '/a',
    methods: [apigatewayv2.HttpMethod.GET],
    integration: new HttpLambdaIntegration('Get', inline(stack, 'HttpGet')),
    authorizer: new HttpLambdaAuthorizer('Policies', inline(stack, 'HttpAuthorizer'), {
      responseTypes: [HttpLambdaResponseType.IAM],
    }),
  });
  return api;
}

/** For each hazard a template that has it, and what is found there. */
const WRONG: Record<keyof typeof HAZARDS, { build: (stack: Stack) => void; found: RegExp }> = {
  version: {
    build: (stack) => restApi(stack, (scope) => inline(scope, 'Authorizer').currentVersion),
    found: /^ApiToken\w+$/,
  },
  functionName: {
    build: (stack) =>
      restApi(stack, (scope) => inline(scope, 'Authorizer', { functionName: `authorizer-${stack.region}` })),
    found: /^ApiToken\w+$/,
  },
  functionElsewhere: {
    build: (stack) =>
      restApi(stack, (scope) =>
        lambda.Function.fromFunctionArn(scope, 'Authorizer', Fn.importValue('AuthorizerOfAnotherStack')),
      ),
    found: /^ApiToken\w+$/,
  },
  authorizerElsewhere: {
    build: (stack) => {
      const integration = new apigateway.LambdaIntegration(inline(stack, 'Get'));
      new apigateway.RestApi(stack, 'Api').root.addMethod('GET', integration, {
        authorizer: { authorizerId: Fn.importValue('AuthorizerId') },
        authorizationType: apigateway.AuthorizationType.CUSTOM,
      });
    },
    found: /^ApiGET\w+$/,
  },
  sharedFunction: {
    build: (stack) => {
      const served = new apigateway.LambdaIntegration(inline(stack, 'Both'));
      const resource = restApi(stack).addResource('b');
      const authorizer = new apigateway.TokenAuthorizer(stack, 'Other', { handler: inline(stack, 'OtherFunction') });
      resource.addMethod('GET', served, { authorizer });
      resource.addMethod('POST', served);
    },
    found: /^ApiabGET\w+, ApiabPOST\w+$/,
  },
  sharedPath: {
    build: (stack) => {
      restApi(stack, (scope) => inline(scope, 'OneAuthorizer'), 'One');
      restApi(stack, (scope) => inline(scope, 'TwoAuthorizer'), 'Two');
    },
    found: /^OneaGET\w+, TwoaGET\w+$/,
  },
  identitySource: {
    build: (stack) => {
      const api = httpApi(stack, 'prod');
      new apigatewayv2.CfnAuthorizer(stack, 'Bare', {
        apiId: api.apiId,
        authorizerType: 'REQUEST',
        name: 'bare',
        authorizerUri: inline(stack, 'BareFunction').functionArn,
      });
    },
    found: /^Bare$/,
  },
  defaultStage: { build: (stack) => httpApi(stack, '$default'), found: /^HttpPolicies\w+$/ },
  parameter: {
    build: (stack) => {
      const stage = new CfnParameter(stack, 'Limit');
      restApi(stack, (scope) => inline(scope, 'Authorizer', { environment: { LIMIT: stage.valueAsString } }));
    },
    found: /^Authorizer\w+$/,
  },
};

describe('the shapes that sam local gets wrong', () => {
  it.each(Object.keys(WRONG) as (keyof typeof HAZARDS)[])('%s is found, and nothing else is', (name) => {
    const { build, found } = WRONG[name];
    const template = templateOf(build);
    expect(HAZARDS[name].find(template)).toEqual([expect.stringMatching(found)]);
    expect(samHazards(template)).toEqual([expect.stringContaining(HAZARDS[name].remedy)]);
  });

  it('are not in an API behind a function, or behind an alias of one', () => {
    const plain = templateOf((stack) => {
      restApi(stack);
    });
    const alias = templateOf((stack) => {
      restApi(stack, (scope) => {
        const version = inline(scope, 'Authorizer').currentVersion;
        return new lambda.Alias(scope, 'Live', { aliasName: 'live', version });
      });
    });
    expect(samHazards(plain)).toEqual([]);
    expect(samHazards(alias)).toEqual([]);
  });

  it('are not in an HTTP API whose stage has a name', () => {
    expect(
      samHazards(
        templateOf((stack) => {
          httpApi(stack, 'prod');
        }),
      ),
    ).toEqual([]);
  });

  it('are in none of the templates that this app makes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sam-hazards-'));
    try {
      const context = {
        issuer: 'https://issuer.example/',
        audience: 'https://api.example',
        'aws:cdk:bundling-stacks': [],
      };
      await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
        cwd: join(import.meta.dirname, '../..'),
        env: {
          ...process.env,
          CDK_OUTDIR: folder,
          CDK_CONTEXT_JSON: JSON.stringify(context),
          CDK_VALIDATION: 'false',
        },
      });
      const files = (await readdir(folder)).filter((name) => name.endsWith('.template.json'));
      const templates = await Promise.all(
        files.map(async (name) => [name, JSON.parse(await readFile(join(folder, name), 'utf8'))] as const),
      );
      const hazards = Object.fromEntries(templates.map(([name, template]) => [name, samHazards(template)]));
      expect(hazards).toMatchObject({
        'TimesheetsHttpStack.template.json': [],
        'TimesheetsRestStack.template.json': [],
      });
      expect(Object.values(hazards).flat()).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);
});
