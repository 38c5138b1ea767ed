/** What is printed: the table, the words, JSON; and that nothing of a token is in it, whatever the API answers. */
import { COMMON_DIFFERENCES } from '../../../bin/verify/check.ts';
import { CHECKS } from '../../../bin/verify/checks/index.ts';
import { type Report, toJson, toText } from '../../../bin/verify/report.ts';
import { verify } from '../../../bin/verify/verify.ts';
import { type Asked, everyOption, type Fault, FORBIDDEN, LET_IN, startModelApi, TOKENS } from './model-api.ts';

async function report(fault?: Fault): Promise<Report> {
  const api = await startModelApi(fault);
  try {
    const { realm: _any, openRoutes: _none, ...options } = everyOption(api.url);
    return await verify({ ...options, openRoutes: [] }, Date.now());
  } finally {
    await api.close();
  }
}

/** One note, two differences of which one has several calls. */
const faulty: Fault = ({ who, path }: Asked) => {
  if (who === 'token' && path === '/ORDERS') return LET_IN;
  if (who === 'forged') return LET_IN;
  return who === 'opaque' ? FORBIDDEN : undefined;
};

const PLAIN = { colours: false, columns: 100 };

let right: Report;
let wrong: Report;
beforeAll(async () => {
  [right, wrong] = [await report(), await report(faulty)];
});

test('a row a check, under its heading', () => {
  const lines = toText(right, PLAIN).split('\n');
  expect(lines[0]).toBe(`${right.url} is a REST API (by its header x-amzn-requestid); most checks call GET /orders.`);
  expect(lines.slice(2, 7)).toEqual([
    '  what is sent                          expected                          seen',
    '',
    'Tokens',
    '✓ no token, on every route              401                               401, all 3',
    '✓ no JWT: three parts of nonsense       401                               401',
  ]);
  expect(lines.filter((line) => line.startsWith('✓'))).toHaveLength(right.results.length - 1);
  expect(lines).toContain('– an open route, without a token: needs --open-route, a route that is meant to be open');
  expect(lines.at(-1)).toBe(`${right.results.length - 1} as expected, 1 not made`);
});

test('differences come before notes, each with its first call, what it means and what to change', () => {
  const text = toText(wrong, PLAIN);
  expect(text).toContain(`✗ a forged signature
  forged, GET /orders: 200
  Whoever has seen a token can call this API as anybody: signatures are not verified.
  → Take the route out of service until this authorizer guards it; it verifies every signature.
`);
  expect(text).toMatch(/forged, GET \/orders: 200 \(and \d+ more\)/);
  expect(text.indexOf('\nDifferences\n')).toBeLessThan(text.indexOf('\nNotes\n'));
  expect(text).toContain('\n• other letter case: PATH\n  token, GET /ORDERS: 200\n');
});

test('words are broken at the width of the terminal', () => {
  const text = toText(wrong, { colours: false, columns: 60 });
  const [, words = ''] = text.split('\nDifferences\n');
  const [told = ''] = words.split('\nNot made\n');
  expect(told.split('\n').filter((line) => line.length > 60)).toEqual([]);
});

test('colours are for terminals alone', () => {
  expect(toText(wrong, PLAIN)).not.toContain('\u001b');
  expect(toText(wrong, { ...PLAIN, colours: true })).toContain('\u001b[31m✗\u001b[39m a forged signature');
});

test('latencies say what is in them', () => {
  expect(wrong.latencies.map(({ title, samples }) => [title, samples])).toEqual([
    ['first call with the token', 1],
    ['no token', 1],
    ['a new forgery each time', 1],
    ['the token again', 1],
  ]);
  expect(toText(right, PLAIN)).toMatch(
    / {2}the token again {12} +\d+(?:\.\d)? ms {2}of 1: backend; the authorizer's answer probably kept, if the cache is on\n/,
  );
});

test('JSON has stable names', () => {
  const json = JSON.parse(toJson(wrong));
  expect(json).toMatchObject({ url: wrong.url.href, kind: 'rest', asExpected: false });
  expect(json.checks.find(({ id }: { id: string }) => id === 'opaque')).toEqual({
    id: 'opaque',
    verdict: 'different',
    expected: '401',
    seen: '403',
    findings: [
      {
        example: 'opaque, GET /orders: 403',
        count: 1,
        means: 'The authorizer denies a bad token instead of throwing Unauthorized.',
        change:
          'Set "unauthenticated": "error"; where the Deny is wanted (sam local), run this check with --unauthenticated deny.',
      },
    ],
  });
});

test('an API that answers with the token, in every header that is looked at, gets none of it printed', async () => {
  const echoed = await report(({ headers }) => {
    const value = headers.authorization ?? 'none';
    const names = ['www-authenticate', 'access-control-allow-origin', 'x-amzn-errortype', 'location'];
    return { status: 403, headers: Object.fromEntries(names.map((name) => [name, value])), body: value };
  });
  const printed = toText(echoed, { colours: true, columns: 120 }) + toJson(echoed);
  const parts = Object.values(TOKENS).flatMap((token) => token.match(/.{8}/g) ?? []);
  expect(parts.filter((part) => printed.includes(part))).toEqual([]);
});

test('every check and every difference has words, and ids are unique', () => {
  const checks = CHECKS.flatMap(({ checks }) => checks);
  const differences = [...checks.flatMap((check) => check.differences), ...COMMON_DIFFERENCES];
  expect(differences.filter(({ means, change }) => !means.endsWith('.') || change === '')).toEqual([]);
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
});
