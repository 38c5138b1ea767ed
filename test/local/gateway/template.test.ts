import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionNameOf, readTemplate } from '../../../local/gateway/template.ts';
import { temporaryFolder } from './support.ts';

/** A template of one resource `It` with the given property, beside a function, a table and a parameter. */
function read(value: unknown): unknown {
  const template = {
    Parameters: { WithDefault: { Default: 'fallback' }, Bare: { Type: 'String' } },
    Resources: {
      It: { Type: 'AWS::CDK::Metadata', Properties: { value } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: {} },
      Named: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { 'Fn::Sub': `own-\${AWS::Region}` } } },
      Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { 'Fn::GetAtt': ['Fn', 'Arn'] }, Name: 'live' } },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'entries' } },
    },
  };
  return readTemplate(write(JSON.stringify(template)), 'eu-central-1').ofType('AWS::CDK::Metadata')[0]?.properties
    .value;
}

function write(text: string): string {
  const file = join(temporaryFolder(), 'Some.template.json');
  writeFileSync(file, text);
  return file;
}

const FN_ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:Fn';

it.each([
  ['a plain value', { a: [1, true, 'x'] }, { a: [1, true, 'x'] }],
  ['Ref to a resource', { Ref: 'Fn' }, 'Fn'],
  ['Ref to a resource with a name of its own', { Ref: 'Named' }, 'own-eu-central-1'],
  ['Ref to a table', { Ref: 'Table' }, 'entries'],
  ['Ref to an alias', { Ref: 'Live' }, `${FN_ARN}:live`],
  ['Ref to a parameter with a default', { Ref: 'WithDefault' }, 'fallback'],
  ['the region', { Ref: 'AWS::Region' }, 'eu-central-1'],
  ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
  ['the stack', { Ref: 'AWS::StackName' }, 'Some'],
  ['no value', { kept: 1, dropped: { Ref: 'AWS::NoValue' } }, { kept: 1 }],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Fn', 'Arn'] }, FN_ARN],
  ['Fn::GetAtt as a text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:eu-central-1:000000000000:table/entries'],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Fn' }]] }, 'a-Fn'],
  ['Fn::Select and Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Fn', 'Arn'] }] }] }, 'aws'],
  ['Fn::Sub', { 'Fn::Sub': `\${Fn} \${Fn.Arn} \${!Literal}` }, `Fn ${FN_ARN} \${Literal}`],
  ['Fn::Sub with variables', { 'Fn::Sub': [`\${x}/\${Fn}`, { x: { Ref: 'Table' } }] }, 'entries/Fn'],
])('resolves %s', (_title, value, expected) => {
  expect(read(value)).toEqual(expected);
});

it.each([
  ['Ref Nothing names nothing in this template', { Ref: 'Nothing' }],
  ['Ref Bare is a parameter without a default', { Ref: 'Bare' }],
  ['Fn::GetAtt Fn.Colour (AWS::Lambda::Function) is not emulated', { 'Fn::GetAtt': ['Fn', 'Colour'] }],
  ['Fn::GetAtt Nothing.Arn names nothing in this template', { 'Fn::GetAtt': ['Nothing', 'Arn'] }],
  ['Fn::ImportValue is not emulated', { 'Fn::ImportValue': 'x' }],
  ['a dynamic reference ({{resolve:…}}) is not emulated', '{{resolve:secretsmanager:x}}'],
])('says "%s", and in which resource', (message, value) => {
  expect(() => read(value)).toThrow(`AWS::CDK::Metadata It: ${message}`);
});

it('says what to do when there is no template', () => {
  expect(() => readTemplate('/nowhere/X.template.json')).toThrow(
    'No template at /nowhere/X.template.json: run "npx cdk synth" first, or give the right path',
  );
});

it('says what to do when the file is no template', () => {
  const file = write('{');
  expect(() => readTemplate(file)).toThrow(`${file} is not JSON`);
});

it.each([
  ['name', 'name'],
  ['name:live', 'name'],
  [FN_ARN, 'Fn'],
  [`${FN_ARN}:1`, 'Fn'],
])('finds the function in %s', (nameOrArn, expected) => {
  expect(functionNameOf(nameOrArn)).toBe(expected);
});
