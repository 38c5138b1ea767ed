import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { sampleStacks } from '../../lib/sample-stacks.ts';

/** With these the app has all of its stacks. */
const SETTINGS = {
  issuer: 'https://issuer.example/',
  audience: 'https://api.example',
  apiId: 'abc123',
  routes: { 'GET /orders': [] },
  apiUrl: 'https://api.example/prod',
  clientId: 'client-1',
};

/** What cdk-nag finds and nobody has acknowledged, as `RULE at CONSTRUCT`. */
function findings(build: (app: App) => void): string[] {
  const app = new App({ context: { ...SETTINGS, 'aws:cdk:bundling-stacks': [] } });
  build(app);
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
}

test('the stacks of the app do what AwsSolutions asks for, or say why not', () => {
  const found = findings((app) => {
    sampleStacks(app);
    expect(app.node.children.filter(Stack.isStack)).toHaveLength(4);
  });
  expect(found).toEqual([]);
});

test('what is new and not acknowledged is found', () => {
  expect(findings((app) => new s3.Bucket(new Stack(app, 'Stack'), 'Bucket'))).toContain(
    'AwsSolutions-S1 at Stack/Bucket/Resource',
  );
});
