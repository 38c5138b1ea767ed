/** The CloudFormation examples, read by the CDK and served by the local gateway: the files as they are, with the zip's content and pinned keys. */
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Capture, Template } from 'aws-cdk-lib/assertions';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { cacheHazards } from '../../lambda/authorizer/cache-hazards.ts';
import { type AuthorizerConfigInput, validateConfig } from '../../lambda/authorizer/config.ts';
import { authorizerFolder } from '../../lib/authorizer-bundle.ts';
import { AUDIENCE, ISSUER, signingKey, token } from '../fixtures/tokens.ts';
import { type Call, call, start, temporaryFolder } from '../local/gateway/support.ts';

const examples = join(__dirname, '../../examples/cloudformation');
const key = signingKey();

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

type Resources = Record<string, Resource>;

/** The example as CloudFormation would have it with these parameters. */
function resourcesOf(file: string): Resources {
  const stack = new Stack(new App({ outdir: temporaryFolder() }), 'Example');
  new CfnInclude(stack, 'Example', {
    templateFile: join(examples, file),
    parameters: { CodeBucket: 'code', CodeKey: 'authorizer.zip', Issuer: ISSUER, Audience: AUDIENCE },
  });
  const { Resources } = Template.fromStack(stack).toJSON();
  // YAML's short form, which JSON has not.
  return JSON.parse(JSON.stringify(Resources), (name, value) =>
    name === 'Fn::GetAtt' && typeof value === 'string' ? value.split('.') : value,
  );
}

/** The function's configuration, which the template writes as one text. */
function configOf(resources: Resources): AuthorizerConfigInput {
  const template = Template.fromJSON({ Resources: resources });
  const document = new Capture();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { AUTHORIZER_CONFIG: { 'Fn::Sub': document } } },
  });
  return JSON.parse(document.asString());
}

/** Serves the example with the keys in its configuration, so that no issuer has to run. */
async function serve(file: string) {
  const resources = resourcesOf(file);
  const { issuers, ...rest } = configOf(resources);
  const config = { ...rest, issuers: issuers.map((issuer) => ({ ...issuer, jwks: { keys: [key.jwk] } })) };
  const templateFile = join(temporaryFolder(), 'Example.template.json');
  const text = JSON.stringify({ Resources: resources }, (name, value) =>
    name === 'AUTHORIZER_CONFIG' ? JSON.stringify(config) : value,
  );
  writeFileSync(templateFile, text);
  cpSync(authorizerFolder(), join(dirname(templateFile), 'asset.authorizer'), { recursive: true });
  return start(templateFile);
}

const nowSeconds = Math.floor(Date.now() / 1_000);
const bearer = (scope: string) => ({
  Authorization: `Bearer ${token(key, { claims: { scope, iat: nowSeconds, exp: nowSeconds + 600 } })}`,
});
const reader = bearer('read:orders');

describe.each(['http-api.yaml', 'rest-api.yaml'])('%s', (file) => {
  test('has a configuration that the authorizer accepts, for the routes that the template guards', () => {
    const resources = resourcesOf(file);
    const config = configOf(resources);
    const validated = validateConfig(config);
    expect(validated.ok && cacheHazards(validated.value)).toEqual([]);
    const guarded = Object.values(resources).flatMap(({ Type, Properties }) => {
      const { AuthorizationType, AuthorizerId, RouteKey, HttpMethod } = Properties;
      if (!/::(Route|Method)$/.test(Type)) return [];
      expect({ AuthorizationType, AuthorizerId }).toEqual({
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: 'Authorizer' },
      });
      return [RouteKey ?? `${HttpMethod} /orders`];
    });
    expect(guarded.sort()).toEqual(Object.keys(config.routes).sort());
  });

  test('gives the functions no more than their own logs', () => {
    const roles = Object.values(resourcesOf(file)).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles.map(({ Properties }) => Properties.Policies)).toEqual(
      ['AuthorizerLogs', 'OrdersLogs'].map((logs) => [
        expect.objectContaining({
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: { 'Fn::GetAtt': [logs, 'Arn'] },
              },
            ],
          },
        }),
      ]),
    );
  });

  test('lets API Gateway invoke the authorizer as this one authorizer, and nobody else', () => {
    const permissions = Object.values(resourcesOf(file)).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::Lambda::Permission' &&
        JSON.stringify(Properties.FunctionName) === '{"Fn::GetAtt":["AuthorizerFunction","Arn"]}',
    );
    expect(permissions.map(({ Properties }) => Properties.SourceArn)).toEqual([
      { 'Fn::Sub': expect.stringMatching(/:execute-api:.*:\$\{Api\}\/authorizers\/\$\{Authorizer\}$/) },
    ]);
  });

  describe('served', () => {
    let gateway: Awaited<ReturnType<typeof serve>>;
    beforeAll(async () => {
      gateway = await serve(file);
    });
    afterAll(() => gateway.close());

    test.each<[number, string, Call]>([
      [200, 'a token with the scope', { headers: reader }],
      [403, 'a token without the scope', { method: 'POST', headers: reader }],
      [200, 'the first route again, after the refusal was kept', { headers: reader }],
      [200, 'another token, for the other route', { method: 'POST', headers: bearer('create:orders') }],
      [401, 'no token', {}],
      [401, 'something else than a token', { headers: { Authorization: 'Bearer opaque' } }],
    ])('answers %i to %s', async (status, _, request) => {
      expect(await call(`${gateway.url}/orders`, request)).toMatchObject({ status });
    });

    test("hands the caller's name on", async () => {
      expect(await call(`${gateway.url}/orders`, { headers: reader })).toMatchObject({ text: '{"sub":"user-1"}' });
    });
  });
});
