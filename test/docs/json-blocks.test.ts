/** Every JSON block of the docs parses, and what is a configuration is one that the authorizer accepts. */

import { configJsonSchema } from '../../bin/config-json-schema.ts';
import { validateConfig } from '../../lambda/authorizer/config.ts';
import { TIMESHEETS_ROUTES } from '../../lib/timesheets-api.ts';
import { parseConfig as parseWebConfig } from '../../web/config.ts';
import { blocksIn } from './pages.ts';

const CONFIG_KEYS = Object.keys(configJsonSchema().properties ?? {});
const ISSUER = { issuer: 'https://issuer.example/', audience: 'https://api.example' };

/** What one may find in the docs, told by its keys; the first that fits decides. */
const KINDS: readonly { fits(keys: readonly string[]): boolean; problemsOf(value: object): string[] }[] = [
  {
    // A part of a configuration counts as one, and so does one for `-c config=`: the sample brings the routes.
    fits: (keys) => keys.every((key) => CONFIG_KEYS.includes(key)),
    problemsOf: (value) => problemsOfConfig(value),
  },
  {
    fits: (keys) => keys.includes('issuer') && keys.includes('clientId'),
    problemsOf: (value) => {
      try {
        parseWebConfig(value);
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    },
  },
  {
    fits: (keys) => keys.includes('issuer') && keys.includes('audience'),
    problemsOf: (value) => problemsOfConfig({ issuers: [value] }),
  },
  { fits: () => true, problemsOf: () => [] },
];

function problemsOfConfig(config: object): string[] {
  const result = validateConfig({ issuers: [ISSUER], routes: TIMESHEETS_ROUTES, ...config });
  if (result.ok) return [];
  return result.error.map(({ path, received, expected }) => `${path}: found ${received}, expected ${expected}`);
}

function problemsOf(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [`found what is no JSON (${(error as Error).message}), expected JSON`];
  }
  const document = typeof value === 'object' && value !== null ? value : {};
  return KINDS.find(({ fits }) => fits(Object.keys(document)))?.problemsOf(document) ?? [];
}

test('every block is JSON, and every configuration among them is accepted', () => {
  const blocks = blocksIn('json');
  expect(blocks.length).toBeGreaterThan(5);
  const problems = blocks.flatMap(({ where, text }) => problemsOf(text).map((problem) => `${where}: ${problem}`));
  expect(problems).toEqual([]);
});

test.each([
  ['no JSON', '{ "issuers": [ … ] }', /^found what is no JSON/],
  [
    'a configuration',
    '{ "issuers": [{ "issuer": "https://issuer.example/" }] }',
    /^issuers\[0\]\.audience: found nothing/,
  ],
  ['a part of one', '{ "clockToleranceSeconds": 301 }', /^clockToleranceSeconds: found 301, expected an integer/],
  ['an issuer', '{ "issuer": "i", "audience": "a", "profile": "azure" }', /^issuers\[0\]\.profile: found/],
  ["the app's settings", '{ "issuer": "https://i.example/", "clientId": "c" }', /^config\.json is wrong: apiUrl/],
])('what is wrong is said: %s', (_, text, problem) => {
  expect(problemsOf(text)[0]).toMatch(problem);
});
