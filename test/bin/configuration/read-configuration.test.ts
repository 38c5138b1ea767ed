/** Where a configuration is read from, and what is said where there is none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../../../bin/configuration/read-configuration.ts';
import { UsageError } from '../../../bin/tool/usage-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `Fn::Sub` fills in. */
const place = (name: string) => `\${${name}}`;

const DOCUMENT = '{"issuers":[],"routes":{}}';

function file(content: unknown, name = 'file.json'): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function withFunctions(functions: Readonly<Record<string, unknown>>, more: object = {}): string {
  const Resources = Object.fromEntries(
    Object.entries(functions).map(([id, AUTHORIZER_CONFIG]) => [
      id,
      { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { AUTHORIZER_CONFIG } } } },
    ]),
  );
  return file({ Resources: { ...Resources, Topic: { Type: 'AWS::SNS::Topic' } }, ...more }, 'Stack.template.json');
}

/** The message, without the folder of the test. */
function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  throw new Error('expected an error');
}

test('reads a file as it stands', () => {
  const config = file(` ${DOCUMENT}\n`);
  expect(readConfiguration({ config })).toEqual({ document: ` ${DOCUMENT}\n`, where: config, unknown: [] });
});

test('reads the one function of a template that has a configuration', () => {
  const template = withFunctions({ Authorizer1234: DOCUMENT, Other: undefined });
  expect(readConfiguration({ template }, {})).toMatchObject({
    document: DOCUMENT,
    where: `${template}, function Authorizer1234`,
    template: { functionId: 'Authorizer1234' },
  });
});

test('reads the function of a template that is named', () => {
  const template = withFunctions({ One: '{"one":1}', Two: '{"two":2}' });
  expect(readConfiguration({ template, function: 'Two' }, {}).document).toBe('{"two":2}');
});

test('fills in region, account and parameters', () => {
  const value = {
    'Fn::Sub': `{"a":"${place('AWS::Region')} ${place('AWS::AccountId')} ${place('AWS::Partition')} ${place('Name')}"}`,
  };
  const template = withFunctions({ One: value }, { Parameters: { Name: { Default: 'x' } } });
  const environment = { AWS_REGION: 'eu-west-1', CDK_DEFAULT_ACCOUNT: '123456789012' };
  expect(readConfiguration({ template }, environment).document).toBe('{"a":"eu-west-1 123456789012 aws x"}');
});

test('names what only AWS knows, and how to get it', () => {
  const template = withFunctions({
    One: { 'Fn::Join': ['', ['{"issuer":"', { 'Fn::GetAtt': ['Pool', 'Url'] }, '"}']] },
  });
  const message = messageOf(() => readConfiguration({ template }, {}));
  expect(message).toContain(
    'found Fn::GetAtt Pool.Url in AUTHORIZER_CONFIG of Stack.template.json, function One, expected',
  );
  expect(message).toContain('aws lambda get-function-configuration --function-name NAME');
});

const several =
  'found several functions with AUTHORIZER_CONFIG in Stack.template.json, expected one; choose by --function: One, Two';

test.each([
  ['nothing is given', () => ({}), /^found no configuration, expected --config FILE or --template/],
  ['both are given', () => ({ config: 'a', template: 'b' }), /^found --config and --template, expected one of them$/],
  [
    'the file has no routes',
    () => ({ config: file({ issuers: [] }) }),
    /^--config: found issuers and no "routes" in file.json, expected both; .*"routes": \{/,
  ],
  [
    'the file is a template',
    () => ({ config: file({ Resources: {} }) }),
    /^--config: found a template in file.json, .*give it as --template$/,
  ],
  [
    'the file is no JSON',
    () => ({ config: file('nothing') }),
    /^--config: found no JSON object in file.json, expected a file with the configuration/,
  ],
  ['the file is a list', () => ({ config: file([]) }), /^--config: found no JSON object/],
  [
    'the template has no such function',
    () => ({ template: file({ Resources: {} }) }),
    /^--template: found no function with AUTHORIZER_CONFIG in file.json, expected/,
  ],
  [
    'the template has several',
    () => ({ template: withFunctions({ One: DOCUMENT, Two: DOCUMENT }) }),
    new RegExp(`^--template: ${several}$`),
  ],
  [
    'the function is another',
    () => ({ template: withFunctions({ One: DOCUMENT }), function: 'Three' }),
    /^--function: found no function of that logical id .* expected One$/,
  ],
])('where %s, says so', (_title, source, message) => {
  expect(messageOf(() => readConfiguration(source(), {}))).toMatch(message);
});

test.each(['config', 'template'])('never repeats the name of a %s that is not there: it could be a token', (option) => {
  const message = messageOf(() => readConfiguration({ [option]: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' }));
  expect(message.startsWith(`--${option}: found no file that can be read (ENOENT), expected`)).toBe(true);
  expect(message.includes('eyJ')).toBe(false);
});

test.each([
  ['no resources', { Resources: null }],
  ['resources in a list', { Resources: [] }],
  ['a resource that is nothing', { Resources: { Topic: null } }],
  ['a resource without a type', { Resources: { Topic: { Properties: {} } } }],
  ['properties that are a text', { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: 'x' } } }],
])('says that a template with %s is none', (_title, template) => {
  expect(messageOf(() => readConfiguration({ template: file(template) }, {}))).toBe(
    '--template: found no resources in file.json, expected {"Resources": {"ID": {"Type": …, "Properties": …}}}, as "npx cdk synth" writes it',
  );
});

test('keeps what only AWS knows under its name, where that is asked for and it is still a document', () => {
  const value = { 'Fn::Sub': `{"a":"${place('Pool')}","b":"${place('AWS::Region')}"}` };
  const template = withFunctions({ One: value });
  expect(readConfiguration({ template }, {}, { keepUnknown: true })).toMatchObject({
    document: '{"a":"only-AWS-knows-Ref-Pool","b":"only-AWS-knows-Ref-AWS-Region"}',
    unknown: ['Ref Pool', 'Ref AWS::Region'],
  });
  const whole = withFunctions({ One: { Ref: 'Document' } });
  expect(messageOf(() => readConfiguration({ template: whole }, {}, { keepUnknown: true }))).toMatch(
    /^--template: found Ref Document in AUTHORIZER_CONFIG of/,
  );
});
