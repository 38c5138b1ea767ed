/** The saved queries, over lines that the authorizer really writes. CloudWatch itself has not run them. */
import { Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AUTHORIZER_QUERIES } from '../../lib/authorizer-queries.ts';
import { JwtAuthorizer, type JwtAuthorizerProps } from '../../lib/jwt-authorizer.ts';
import { config, testAuthorizer } from '../fixtures/authorizer.ts';
import { http2Event } from '../fixtures/events.ts';
import { synthesize } from '../fixtures/synthesize.ts';
import { AUDIENCE, ISSUER, NOW_MS, NOW_SECONDS, signingKey, token } from '../fixtures/tokens.ts';
import { addRestApi } from './apis.ts';
import { type LogEvent, parseQuery } from './insights.ts';

const key = signingKey();

/** What CloudWatch makes of the lines that Lambda writes by itself, after "Supported logs and discovered fields". */
const LAMBDAS_LINES: readonly LogEvent[] = [
  { '@type': 'REPORT', '@requestId': 'lambda-1', '@initDuration': 180, '@message': 'REPORT RequestId: lambda-1' },
  { '@type': 'REPORT', '@requestId': 'lambda-2', '@message': 'REPORT RequestId: lambda-2' },
  { errorType: 'Error', errorMessage: 'Unauthorized', '@requestId': 'lambda-2', '@message': 'ERROR Invoke Error' },
  { errorType: 'AuthorizerFault', errorMessage: 'key_set_unavailable: …', '@message': 'ERROR Invoke Error' },
  { '@message': 'lambda-3 Task timed out after 10.00 seconds' },
];

/** What the authorizer writes in a morning on which its issuer fails: four verdicts, then old keys, then none. */
async function authorizersLines(): Promise<readonly LogEvent[]> {
  const jwksCache = { maxAgeSeconds: 600, maxStaleSeconds: 1_000 };
  const issuers = [{ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}jwks` }];
  let nowMs = NOW_MS;
  let elapsedMs = 0;
  let isDown = false;
  const { handler, prefetch, lines } = testAuthorizer(
    { ...config([]), issuers, jwksCache },
    {
      nowMs: () => nowMs,
      elapsedMs: () => {
        elapsedMs += 2;
        return elapsedMs;
      },
      getJson: async () => {
        elapsedMs += 100;
        if (isDown) throw new Error('connect ECONNREFUSED');
        return { body: { keys: [key.jwk] } };
      },
    },
  );
  let asked = 0;
  const ask = (value: string) => {
    asked += 1;
    const requestContext = { ...http2Event('').requestContext, requestId: `gateway-${asked}` };
    return handler(http2Event(`Bearer ${value}`, {}, { routeKey: 'GET /timesheets', requestContext })).catch(() => {});
  };
  const good = token(key, { claims: { exp: NOW_SECONDS + 86_400 } });

  await prefetch();
  await ask(good);
  await ask(good);
  await ask(token(key, { claims: { scope: 'other' } }));
  await ask(token(key, { claims: { exp: NOW_SECONDS - 60 } }));
  isDown = true;
  nowMs += 700_000;
  await ask(good);
  nowMs += 1_000_000;
  await ask(good);
  return lines;
}

let events: readonly LogEvent[];
beforeAll(async () => {
  const said = await authorizersLines();
  events = [...said.map((line) => ({ ...line, '@message': JSON.stringify(line) })), ...LAMBDAS_LINES].map((event) => ({
    '@timestamp': NOW_MS,
    ...event,
  }));
});

function queryNamed(name: string): string {
  const found = AUTHORIZER_QUERIES.find((query) => query.name === name);
  if (!found) throw new Error(`no query is named ${name}`);
  return new logs.QueryString(found.query).toString();
}

const forbidden = { outcome: 'forbidden', reason: 'insufficient_scope' };
const expired = { outcome: 'unauthenticated', reason: 'expired' };
const signed = { issuer: ISSUER, kid: 'key-1', alg: 'RS256' };
const asked = { kind: 'http-2.0', '@timestamp': NOW_MS };
const route = 'GET /timesheets';
const hour = { 'bin(1h)': Date.UTC(2026, 0, 2, 3) };

test.each<[string, LogEvent[]]>([
  [
    'rejections by reason',
    [
      { ...forbidden, requests: 1 },
      { ...expired, requests: 1 },
    ],
  ],
  [
    'rejections by issuer and key',
    [
      { reason: 'insufficient_scope', ...signed, requests: 1 },
      { reason: 'expired', ...signed, requests: 1 },
    ],
  ],
  [
    'rejections one by one',
    [
      { ...asked, ...forbidden, ...signed, route, requestId: 'gateway-3' },
      { ...asked, ...expired, ...signed, requestId: 'gateway-4' },
    ],
  ],
  [
    'decisions by route',
    [
      { route, outcome: 'allow', requests: 3 },
      { route, outcome: 'forbidden', requests: 1 },
      { outcome: 'unauthenticated', requests: 1 },
      { outcome: 'fault', requests: 1 },
    ],
  ],
  [
    'latency',
    [
      { tokenCache: 'miss', requests: 3, p50: 2, p95: 2, p99: 2, slowest: 2 },
      { tokenCache: 'hit', requests: 3, p50: 102, p95: 102, p99: 102, slowest: 102 },
    ],
  ],
  ['cold starts', [{ ...hour, calls: 2, coldStarts: 1, p50: 180, slowest: 180 }]],
  [
    'fetches of keys',
    [
      { issuer: ISSUER, event: 'fetch_failed', fetches: 2, p50: 0, slowest: 0 },
      { issuer: ISSUER, event: 'fetched', fetches: 1, p50: 0, slowest: 0 },
    ],
  ],
  [
    'failing fetches and stale keys',
    [
      { issuer: ISSUER, event: 'fetch_failed', detail: 'connect ECONNREFUSED', times: 2 },
      { issuer: ISSUER, event: 'stale', times: 2, longestStaleSeconds: 1_100 },
    ],
  ],
])('"%s" says what the log holds', (name, rows) => {
  expect(parseQuery(queryNamed(name)).run(events)).toEqual(rows);
});

test('"slow decisions" begins with those that waited for keys', () => {
  const rows = parseQuery(queryNamed('slow decisions')).run(events);
  expect(rows.map(({ durationMs, outcome }) => [durationMs, outcome])).toEqual([
    [102, 'allow'],
    [102, 'fault'],
    [2, 'allow'],
    [2, 'allow'],
    [2, 'forbidden'],
    [2, 'unauthenticated'],
  ]);
});

test('"faults" has decisions, errors and timeouts, and no 401', () => {
  const rows = parseQuery(queryNamed('faults')).run(events);
  expect(rows.map(({ reason, errorMessage, '@message': message }) => reason ?? errorMessage ?? message)).toEqual([
    'key_set_unavailable',
    'key_set_unavailable: …',
    'lambda-3 Task timed out after 10.00 seconds',
  ]);
});

test.each([
  ['gateway-3', ['insufficient_scope']],
  ['lambda-2', ['REPORT RequestId: lambda-2', 'ERROR Invoke Error']],
])('"one request" finds %s, by API Gateway’s id or by Lambda’s', (id, found) => {
  const rows = parseQuery(queryNamed('one request').replaceAll('REQUEST_ID', id)).run(events);
  expect(rows.map(({ '@message': message }) => message)).toEqual(found.map((text) => expect.stringContaining(text)));
});

test.each(AUTHORIZER_QUERIES.map(({ name }) => name))('"%s" reads fields that lines have', (name) => {
  const known = new Set(events.flatMap((event) => Object.keys(event)));
  expect(parseQuery(queryNamed(name)).fields.filter((field) => !known.has(field))).toEqual([]);
});

test.each([
  'filter outcome == "fault"',
  'filter outcome = fault',
  'filter (outcome = "fault"',
  'stats count(*) by reason',
  'stats average(durationMs) as mean',
  'stats count(*) as calls by bin(1)',
  'sort durationMs',
  'where outcome = "fault"',
  'filter outcome = "fault" limit 5',
  'filter reason ~ "x"',
])('what is no query is found out: %s', (text) => {
  expect(() => parseQuery(text)).toThrow(SyntaxError);
});

function withProps(props: Partial<JwtAuthorizerProps>) {
  return synthesize((stack) => {
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config: config([key]), ...props });
    addRestApi(stack, authorizer.tokenAuthorizer(), ['GET /timesheets', 'POST /timesheets']);
  });
}

test('are deployed for the log of the function, in a folder of its name', () => {
  const template = withProps({});
  template.resourceCountIs('AWS::Logs::QueryDefinition', AUTHORIZER_QUERIES.length);
  template.hasResourceProperties('AWS::Logs::QueryDefinition', {
    Name: {
      'Fn::Join': ['', ['jwt-authorizer/', { Ref: 'AuthorizerFunctionEB19F618' }, '/rejections by reason']],
    },
    QueryString: queryNamed('rejections by reason'),
    LogGroupNames: [{ Ref: Match.stringLikeRegexp('^AuthorizerLogs') }],
  });
});

test('are left out where they are not wanted', () => {
  withProps({ queryDefinitions: false }).resourceCountIs('AWS::Logs::QueryDefinition', 0);
});
