/** Traffic, settings and prices come in, what a month costs and how many calls of the authorizer run at once go out; pure. */
import { costOf, type Prices } from './prices.ts';

export interface Traffic {
  readonly kind: 'rest' | 'http';
  readonly requestsPerMinute: number;
  /** The part of the requests whose token is refused: API Gateway keeps no 401. */
  readonly refusedShare: number;
  /** How many callers are active at a time. */
  readonly callers: number;
  /** Kept answers for each caller: 1 where the token alone is the key, else the routes that a caller uses. */
  readonly answersPerCaller: number;
  /** `resultsCacheTtl`; 0: no cache. */
  readonly ttlSeconds: number;
}

/** What the authorizer takes; look at your own function's metrics. */
export interface Usage {
  readonly memoryMegabytes: number;
  /** On average, warm, rounded up to whole milliseconds as Lambda does. */
  readonly billedMs: number;
  /** Of the log: the decision and Lambda's own three lines. */
  readonly logBytes: number;
  /** How many metrics, alarms' metrics and alarms made of others there are, whatever the traffic. */
  readonly metrics: number;
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
}

export interface MonthlyCost {
  readonly requests: number;
  readonly authorizerCalls: number;
  /** How many instances the authorizer needs on average, as Lambda counts them against the account's quota. */
  readonly concurrency: number;
  /** Dollars a month. */
  readonly apiGateway: number;
  readonly lambda: number;
  readonly logs: number;
  readonly monitoring: number;
  /** Dollars a month for the authorizer alone, and for a million requests to the API. */
  readonly authorizer: number;
  readonly authorizerPerMillion: number;
}

/** An instance is counted for ten calls a second at most, however short they are (Lambda Developer Guide, "Understanding Lambda function scaling"). */
const SHORTEST_COUNTED_MS = 100;
const MINUTES_A_MONTH = 30 * 24 * 60;

/**
 * Calls of the authorizer a minute.
 *
 * A kept answer serves for the cache's time, and the next request after it calls again: with R requests a minute over K kept answers a
 * call comes every T + K / R minutes for each of them (requests at random, evenly over the callers).
 */
export function callsPerMinute(traffic: Traffic): number {
  const { requestsPerMinute, refusedShare, callers, answersPerCaller, ttlSeconds } = traffic;
  const refused = requestsPerMinute * refusedShare;
  const good = requestsPerMinute - refused;
  const answers = callers * answersPerCaller;
  if (good === 0 || answers === 0) return refused;
  return refused + answers / (ttlSeconds / 60 + answers / good);
}

export function monthlyCost(traffic: Traffic, usage: Usage, prices: Prices): MonthlyCost {
  const requests = traffic.requestsPerMinute * MINUTES_A_MONTH;
  const perMinute = callsPerMinute(traffic);
  const authorizerCalls = perMinute * MINUTES_A_MONTH;
  const gigabyteSeconds = authorizerCalls * (usage.billedMs / 1_000) * (usage.memoryMegabytes / 1_024);

  const lambda = costOf(authorizerCalls, prices.lambdaRequest) + costOf(gigabyteSeconds, prices.lambdaDuration);
  const logs = costOf((authorizerCalls * usage.logBytes) / 1_024 ** 3, prices.logs);
  const monitoring =
    usage.metrics * prices.metric +
    usage.alarmMetrics * prices.alarmMetric +
    usage.compositeAlarms * prices.compositeAlarm;
  const authorizer = lambda + logs + monitoring;
  return {
    requests,
    authorizerCalls,
    concurrency: ((perMinute / 60) * Math.max(usage.billedMs, SHORTEST_COUNTED_MS)) / 1_000,
    apiGateway: costOf(requests, traffic.kind === 'rest' ? prices.restApi : prices.httpApi),
    lambda,
    logs,
    monitoring,
    authorizer,
    authorizerPerMillion: requests === 0 ? 0 : authorizer / (requests / 1e6),
  };
}
