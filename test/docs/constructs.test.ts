/** What docs/constructs.md promises of alarms and metrics is what there is. */
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

test('every metric is explained', () => {
  const methods = Object.getOwnPropertyNames(JwtAuthorizer.prototype).filter((name) => name.startsWith('metric'));
  expect([...new Set(firstCells('Metrics'))].sort()).toEqual(methods.sort());
});
