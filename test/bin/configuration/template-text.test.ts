/** Which values of a template are known before the deployment. */
import { resolveText } from '../../../bin/configuration/template-text.ts';

/** What `Fn::Sub` fills in. */
const place = (name: string) => `\${${name}}`;

const references = {
  parameters: { Audience: { Default: 'https://api.example' }, Tenant: {} },
  pseudoParameters: { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': undefined },
};

test.each([
  ['a text', 'plain', 'plain'],
  ['Fn::Join', { 'Fn::Join': ['', ['{"a":"', { Ref: 'AWS::Region' }, '"}']] }, '{"a":"eu-west-1"}'],
  [
    'Fn::Sub',
    { 'Fn::Sub': `https://${place('AWS::Region')}.example/${place('!kept')}` },
    `https://eu-west-1.example/${place('kept')}`,
  ],
  [
    'Fn::Sub with names of its own',
    { 'Fn::Sub': [`${place('Name')}-${place('Audience')}`, { Name: { Ref: 'AWS::Region' } }] },
    'eu-west-1-https://api.example',
  ],
  ['Ref of a parameter with a default', { Ref: 'Audience' }, 'https://api.example'],
  ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
  ['Fn::Select of a list', { 'Fn::Select': ['0', [{ Ref: 'AWS::Region' }, 'b']] }, 'eu-west-1'],
])('%s is known', (_title, node, text) => {
  expect(resolveText(node, references)).toEqual({ text, unresolved: [] });
});

test.each([
  ['a resource', { Ref: 'UserPool6BA7E5F2' }, 'Ref UserPool6BA7E5F2'],
  ['a parameter without a default', { Ref: 'Tenant' }, 'Ref Tenant'],
  ['an account that nobody named', { 'Fn::Sub': `arn:aws:x:${place('AWS::AccountId')}` }, 'Ref AWS::AccountId'],
  ['an attribute', { 'Fn::GetAtt': ['UserPool', 'ProviderURL'] }, 'Fn::GetAtt UserPool.ProviderURL'],
  ['an attribute in a text', { 'Fn::Sub': `${place('UserPool.ProviderURL')}` }, 'Fn::GetAtt UserPool.ProviderURL'],
  ['an import', { 'Fn::Join': ['', ['a', { 'Fn::ImportValue': 'Pool' }]] }, 'Fn::ImportValue'],
  ['a dynamic reference', '{{resolve:ssm:/issuer}}', 'a dynamic reference, {{resolve:…}}'],
  ['an entry that a list does not have', { 'Fn::Select': [3, ['a']] }, 'Fn::Select'],
])('%s has no value yet, and is named', (_title, node, name) => {
  expect(resolveText(node, references).unresolved).toEqual([name]);
});
