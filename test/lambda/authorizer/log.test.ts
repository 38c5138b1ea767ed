/** The lines of the log, each a document that CloudWatch takes its metrics from. */
import { createLog } from '../../../lambda/authorizer/log.ts';
import { NOW_MS } from '../../fixtures/tokens.ts';

/** A log whose lines are parsed. */
function log(functionName?: string) {
  const lines: Record<string, unknown>[] = [];
  const { decision, keySet } = createLog(
    functionName,
    () => NOW_MS,
    (line) => lines.push(JSON.parse(line)),
  );
  return { decision, keySet, lines };
}

/** What CloudWatch makes of a line: a value a metric and set of dimensions. */
function metricsOf(line: Record<string, unknown> = {}) {
  const { Timestamp, CloudWatchMetrics } = line._aws as {
    Timestamp: number;
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  expect(Timestamp).toBe(NOW_MS);
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name, Unit }) =>
      Dimensions.map((names) => [
        `${Namespace} ${Name} (${Unit})`,
        Object.fromEntries(names.map((name) => [name, line[name]])),
        line[Name],
      ]),
    ),
  );
}

test('says what was decided, and nothing that is not known', () => {
  const { decision, lines } = log();
  decision({ outcome: 'allow' }, { kind: 'http-2.0', requestId: 'request-1', tokenCache: 'hit' }, 1.23456);
  expect(lines).toEqual([
    {
      level: 'info',
      message: 'decision',
      outcome: 'allow',
      kind: 'http-2.0',
      requestId: 'request-1',
      durationMs: 1.235,
      tokenCache: 'hit',
      Decision: 1,
      _aws: expect.anything(),
    },
  ]);
});

test.each([
  ['allow', undefined, 'info'],
  ['forbidden', 'insufficient_scope', 'warn'],
  ['unauthenticated', 'expired', 'warn'],
] as const)('counts decisions by outcome and reason: %s', (outcome, reason, level) => {
  const { decision, lines } = log();
  decision({ outcome, reason }, {}, 0);
  expect(lines[0]).toMatchObject({ level });
  // Strictly: a dimension that is not there is none of its sets.
  expect(metricsOf(lines[0])).toStrictEqual([
    ['JwtAuthorizer Decision (Count)', { outcome }, 1],
    ...(reason ? [['JwtAuthorizer Decision (Count)', { outcome, reason }, 1]] : []),
  ]);
});

test('counts faults, which are errors', () => {
  const { decision, lines } = log();
  decision({ outcome: 'fault', reason: 'key_set_unavailable' }, {}, 0);
  expect(lines[0]).toMatchObject({ level: 'error' });
  expect(metricsOf(lines[0])).toContainEqual([
    'JwtAuthorizer Decision (Count)',
    { outcome: 'fault', reason: 'key_set_unavailable' },
    1,
  ]);
});

test('keeps the functions of an account apart', () => {
  const { decision, keySet, lines } = log('orders-authorizer');
  const FunctionName = 'orders-authorizer';
  decision({ outcome: 'forbidden', reason: 'route_not_listed' }, {}, 0);
  keySet('https://issuer.example/', { event: 'stale', staleSeconds: 7 });
  expect(lines.flatMap(metricsOf)).toEqual([
    ['JwtAuthorizer Decision (Count)', { FunctionName, outcome: 'forbidden' }, 1],
    ['JwtAuthorizer Decision (Count)', { FunctionName, outcome: 'forbidden', reason: 'route_not_listed' }, 1],
    ['JwtAuthorizer KeySetStale (Count)', { FunctionName }, 1],
    ['JwtAuthorizer KeySetStale (Count)', { FunctionName, issuer: 'https://issuer.example/' }, 1],
  ]);
});

test.each([
  [
    { event: 'fetched', durationMs: 42, keys: 2 },
    'info',
    [
      ['KeySetFetch (Count)', 1],
      ['KeySetFetchMilliseconds (Milliseconds)', 42],
    ],
  ],
  [{ event: 'fetch_failed', durationMs: 3_000, detail: 'no answer' }, 'warn', [['KeySetFetchFailure (Count)', 1]]],
  [{ event: 'stale', staleSeconds: 7 }, 'warn', [['KeySetStale (Count)', 1]]],
] as const)('counts what a key set does, of all issuers together and by issuer: %j', (event, level, metrics) => {
  const { keySet, lines } = log();
  const issuer = 'https://issuer.example/';
  keySet(issuer, event);
  expect(lines[0]).toMatchObject({ level, message: 'key set', issuer, ...event });
  expect(metricsOf(lines[0])).toEqual(
    metrics.flatMap(([name, value]) => [
      [`JwtAuthorizer ${name}`, {}, value],
      [`JwtAuthorizer ${name}`, { issuer }, value],
    ]),
  );
});
