import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AttachAuthorizerStack } from '../../lib/attach-authorizer-stack.ts';
import { TimesheetsHttpStack } from '../../lib/timesheets-http-stack.ts';
import { TimesheetsRestStack } from '../../lib/timesheets-rest-stack.ts';

const authorizer = { issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }] };

/** What cdk-nag finds and nobody has acknowledged, as `RULE at CONSTRUCT`. */
function findings(build: (app: App) => void): string[] {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  build(app);
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
}

test('the stacks of the app do what AwsSolutions asks for, or say why not', () => {
  expect(
    findings((app) => {
      new TimesheetsRestStack(app, 'TimesheetsRestStack', { authorizer });
      new TimesheetsHttpStack(app, 'TimesheetsHttpStack', { authorizer });
      new AttachAuthorizerStack(app, 'AttachAuthorizerStack', {
        apiId: 'abc123',
        config: { ...authorizer, routes: { 'GET /orders': [] } },
      });
    }),
  ).toEqual([]);
});

test('what is new and not acknowledged is found', () => {
  expect(findings((app) => new s3.Bucket(new Stack(app, 'Stack'), 'Bucket'))).toContain(
    'AwsSolutions-S1 at Stack/Bucket/Resource',
  );
});
