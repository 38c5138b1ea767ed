/** What docs/constructs.md promises of alarms and props is what there is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { JwtAuthorizer } from '../../lib/jwt-authorizer.ts';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/constructs.md'), 'utf8');

/** The first cells of the table below a heading, their code words. */
function firstCells(heading: string): string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const rows = section.split('\n## ')[0]?.match(/^\| `.*$/gm) ?? [];
  return rows.flatMap((row) => row.split('|')[1]?.match(/(?<=`)\w+(?=`|\()/g) ?? []);
}

test('every alarm that sets something off is explained', () => {
  const config = { issuers: [{ issuer: 'https://issuer.example/', audience: 'a' }], routes: { 'GET /me': [] } };
  const { alarms } = new JwtAuthorizer(new Stack(), 'Authorizer', { config });
  expect(firstCells('Alarms')).toEqual(alarms.map(({ node }) => node.id));
});

test('every prop is explained', () => {
  const props = ['lib/authorizer-function.ts', 'lib/jwt-authorizer.ts'].flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const [, body = ''] =
      /export interface (?:AuthorizerFunctionOptions|JwtAuthorizerProps)[^{]*\{(.*?)\n\}/s.exec(source) ?? [];
    return body.match(/(?<=^ {2}readonly )\w+/gm) ?? [];
  });
  expect(props.length).toBeGreaterThan(10);
  expect(firstCells('Props').sort()).toEqual(props.sort());
});

test('every metric is explained', () => {
  const methods = Object.getOwnPropertyNames(JwtAuthorizer.prototype).filter((name) => name.startsWith('metric'));
  expect([...new Set(firstCells('Metrics'))].sort()).toEqual(methods.sort());
});
