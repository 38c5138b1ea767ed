/** What docs/operations.md says of the alarms and of the kept keys, against the construct and the configuration's defaults. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { validateConfig } from '../../lambda/authorizer/config.ts';
import { JwtAuthorizer } from '../../lib/jwt-authorizer.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
const section = (title: string) => page.split('\n## ').find((part) => part.startsWith(`${title}\n`)) ?? '';
const config = {
  issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
  routes: { 'GET /a': [] },
};

test('the page says what to do for every alarm, and for no other', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const { alarms } = new JwtAuthorizer(new Stack(app, 'Stack'), 'Authorizer', { config });
  const documented = [...section('Alarms').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(documented).toEqual(alarms.map(({ node }) => node.id));
});

test("an outage's minutes are those of jwksCache's defaults", () => {
  const validated = validateConfig(config);
  if (!validated.ok) throw new Error(JSON.stringify(validated.error));
  expect(validated.value.jwksCache).toMatchObject({
    maxAgeSeconds: 10 * 60,
    maxStaleSeconds: 6 * 60 * 60,
    cooldownSeconds: 30,
    timeoutMs: 3_000,
  });
  const since = [...section('The issuer is out').matchAll(/^\| (\d[^|]*) \|/gm)].map(([, cell]) => cell);
  expect(since).toEqual(['0 to 8 minutes', '8 to 10 minutes', '10 minutes to 6 hours 10 minutes']);
});
