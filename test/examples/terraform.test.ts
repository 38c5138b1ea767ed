/** The Terraform examples beside the CloudFormation ones, which are run: what decides over right and wrong is the same in both. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const examples = join(__dirname, '../../examples');
const read = (file: string) => readFileSync(join(examples, file), 'utf8');
const authorizer = read('terraform/authorizer/main.tf');

/** The values of a setting in the one file and in the other, without quotes and with one kind of blanks. */
function both(terraform: string, argument: string, cloudformation: string, property: string): string[] {
  const found = [
    new RegExp(`^ *${argument} += (.+)$`, 'm').exec(terraform)?.[1],
    new RegExp(`^ *${property}: (.+)$`, 'm').exec(cloudformation)?.[1],
  ];
  return found.map((value = '') => value.replaceAll(/["']/g, ''));
}

test.each([
  ['handler', 'Handler', 'index.handler'],
  ['runtime', 'Runtime', 'nodejs24.x'],
  ['architectures', 'Architectures', '[arm64]'],
  ['memory_size', 'MemorySize', '256'],
  ['timeout', 'Timeout', '10'],
  ['retention_in_days', 'RetentionInDays', '30'],
])('the function has the same %s', (argument, property, value) => {
  for (const kind of ['http-api', 'rest-api']) {
    expect(both(authorizer, argument, read(`cloudformation/${kind}.yaml`), property)).toEqual([value, value]);
  }
});

test.each([
  ['authorizer_payload_format_version', 'AuthorizerPayloadFormatVersion', '2.0'],
  ['enable_simple_responses', 'EnableSimpleResponses', 'true'],
  ['identity_sources', 'IdentitySource', '[$request.header.Authorization, $context.routeKey]'],
  ['authorizer_result_ttl_in_seconds', 'AuthorizerResultTtlInSeconds', '300'],
])('the authorizer of the HTTP API has the same %s', (argument, property, value) => {
  const files = [read('terraform/http-api/main.tf'), read('cloudformation/http-api.yaml')] as const;
  expect(both(files[0], argument, files[1], property)).toEqual([value, value]);
});

test.each([
  ['type', 'Type', 'TOKEN'],
  ['identity_source', 'IdentitySource', 'method.request.header.Authorization'],
  ['authorizer_result_ttl_in_seconds', 'AuthorizerResultTtlInSeconds', '300'],
])('the authorizer of the REST API has the same %s', (argument, property, value) => {
  const terraform = read('terraform/rest-api/main.tf');
  const cloudformation = read('cloudformation/rest-api.yaml');
  const settings = cloudformation.slice(cloudformation.indexOf('Name: jwt'));
  expect(both(terraform, argument, settings, property)).toEqual([value, value]);
});

test.each(['http-api', 'rest-api'])('the permission of %s is for its one authorizer', (kind) => {
  expect(read(`terraform/${kind}/main.tf`)).toMatch(
    /^ {2}source_arn {4}= "\$\{aws_api_?gateway\w*\.this\.execution_arn\}\/authorizers\/\$\{aws_api_?gateway\w*\.jwt\.id\}"$/m,
  );
});

test.each(['http-api', 'rest-api'])('the routes of %s and their scopes are the same', (kind) => {
  const rules = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, route, scope]) => `${route} ${scope}`);
  const terraform = rules(read(`terraform/${kind}/main.tf`), /"([A-Z]+ \/\w+)" += \["([\w:]+)"\]/g);
  expect(terraform).toEqual(['GET /orders read:orders', 'POST /orders create:orders']);
  expect(rules(read(`cloudformation/${kind}.yaml`), /"([A-Z]+ \/\w+)": \["([\w:]+)"\]/g)).toEqual(terraform);
});
