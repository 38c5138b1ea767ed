import { Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { createLog, type Log } from '../../lambda/authorizer/log.ts';
import { JwtAuthorizer } from '../../lib/jwt-authorizer.ts';

const issuer = 'https://issuer.example/';
const authorizer = new JwtAuthorizer(new Stack(), 'Authorizer', {
  config: { issuers: [{ issuer, audience: 'a' }], routes: { 'GET /me': [] } },
});

/** The metrics that CloudWatch makes of what is logged: namespace, name, unit and dimensions with their values. */
function logged(happen: (log: Log) => void) {
  const lines: string[] = [];
  happen(
    createLog(
      'the-function',
      () => 0,
      (line) => lines.push(line),
    ),
  );
  return lines.flatMap((text) => {
    const line = JSON.parse(text);
    return line._aws.CloudWatchMetrics.flatMap(
      ({
        Namespace,
        Dimensions,
        Metrics,
      }: {
        Namespace: string;
        Dimensions: string[][];
        Metrics: { Name: string }[];
      }) =>
        Metrics.flatMap(({ Name }) =>
          Dimensions.map((names) => ({
            namespace: Namespace,
            metricName: Name,
            dimensions: Object.fromEntries(names.map((name) => [name, line[name]])),
          })),
        ),
    );
  });
}

function asLogged({ namespace, metricName, dimensions = {} }: cloudwatch.Metric) {
  return { namespace, metricName, dimensions: { ...dimensions, FunctionName: 'the-function' } };
}

const { metricKeySetFetch, metricKeySetFetchMilliseconds, metricKeySetFetchFailure, metricKeySetStale } =
  JwtAuthorizer.prototype;

test.each(['unauthenticated', 'forbidden', 'fault'] as const)('a %s is counted, by its reason, too', (outcome) => {
  const reasons = {
    unauthenticated: 'expired',
    forbidden: 'insufficient_scope',
    fault: 'key_set_unavailable',
  } as const;
  const reason = reasons[outcome];
  expect(logged((log) => log.decision({ outcome, reason } as Parameters<Log['decision']>[0], {}, 1))).toEqual([
    asLogged(authorizer.metricDecision({ outcome })),
    asLogged(authorizer.metricDecision({ outcome, reason })),
  ]);
});

test('an allow is counted', () => {
  expect(logged((log) => log.decision({ outcome: 'allow' }, {}, 1))).toEqual([
    asLogged(authorizer.metricDecision({ outcome: 'allow' })),
  ]);
});

test.each([
  [{ event: 'fetched', durationMs: 1, keys: 1 } as const, [metricKeySetFetch, metricKeySetFetchMilliseconds]],
  [{ event: 'fetch_failed', durationMs: 1, detail: 'down' } as const, [metricKeySetFetchFailure]],
  [{ event: 'stale', staleSeconds: 1 } as const, [metricKeySetStale]],
])('%j of a key set is counted, by its issuer, too', (event, metrics) => {
  expect(logged((log) => log.keySet(issuer, event))).toEqual(
    metrics.flatMap((metric) => [asLogged(metric.call(authorizer)), asLogged(metric.call(authorizer, { issuer }))]),
  );
});

test('are sums over five minutes, an average for times, or what the options say', () => {
  expect(authorizer.metricDecision({ outcome: 'allow' })).toMatchObject({
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
  expect(authorizer.metricKeySetFetchMilliseconds()).toMatchObject({ statistic: 'Average' });
  expect(authorizer.metricKeySetStale({ statistic: 'max', period: Duration.minutes(1), label: 'stale' })).toMatchObject(
    { statistic: 'Maximum', period: Duration.minutes(1), label: 'stale' },
  );
});
