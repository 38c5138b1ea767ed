/** The worked example of docs/operations.md as data and as a Markdown table; pure. */
import { type MonthlyCost, monthlyCost, type Traffic, type Usage } from './monthly-cost.ts';
import { US_EAST_1 } from './prices.ts';

/** Settings of the constructs; `billedMs` is a guess, for nothing was measured on AWS: yours is the average of the metric Duration. */
export const USAGE: Usage = {
  memoryMegabytes: 256,
  billedMs: 5,
  // A decision is 500 to 700 bytes, Lambda's START, END and REPORT are some 300.
  logBytes: 1_000,
  // Decisions by outcome and by the reasons that occur, fetches of keys: by function, and by issuer or reason.
  metrics: 14,
  // Those of `JwtAuthorizer`: five of one metric, one of five, one of anomalies (three), one more, and one made of the last two.
  alarmMetrics: 14,
  compositeAlarms: 1,
};

/** Every caller sends two requests a minute; one request in a hundred has a bad token. */
export function exampleTraffic(kind: Traffic['kind'], requestsPerMinute: number): Traffic {
  return {
    kind,
    requestsPerMinute,
    refusedShare: 0.01,
    callers: requestsPerMinute / 2,
    // A REST API's TOKEN authorizer keeps by token, an HTTP API's by token and route.
    answersPerCaller: kind === 'rest' ? 1 : 3,
    ttlSeconds: 300,
  };
}

const RATES = [10, 10_000, 10_000_000];

interface Column {
  readonly name: string;
  value(cost: MonthlyCost): string;
}

const COLUMNS: readonly Column[] = [
  { name: 'requests a month', value: ({ requests }) => count(requests) },
  { name: 'calls of the authorizer', value: ({ authorizerCalls }) => count(authorizerCalls) },
  { name: 'concurrency', value: ({ concurrency }) => count(concurrency) },
  { name: 'Lambda', value: ({ lambda }) => dollars(lambda) },
  { name: 'logs', value: ({ logs }) => dollars(logs) },
  { name: 'metrics, alarms', value: ({ monitoring }) => dollars(monitoring) },
  { name: 'authorizer in all', value: ({ authorizer }) => `**${dollars(authorizer)}**` },
  { name: 'for a million requests', value: ({ authorizerPerMillion }) => dollars(authorizerPerMillion) },
  { name: 'beside it, API Gateway', value: ({ apiGateway }) => dollars(apiGateway) },
];

const WAYS: readonly { readonly name: string; readonly kind: Traffic['kind']; readonly ttlSeconds: number }[] = [
  { name: 'REST, kept 5 minutes', kind: 'rest', ttlSeconds: 300 },
  { name: 'HTTP, kept 5 minutes', kind: 'http', ttlSeconds: 300 },
  { name: 'REST, nothing kept', kind: 'rest', ttlSeconds: 0 },
];

/** One row for each API and rate. */
export function exampleTable(): string {
  return costTable(
    WAYS.flatMap(({ name, kind, ttlSeconds }) =>
      RATES.map((rate) => ({
        name: `${name}: ${count(rate)} a minute`,
        traffic: { ...exampleTraffic(kind, rate), ttlSeconds },
      })),
    ),
  );
}

/** One row for each traffic, with the usage and the prices of the example. */
export function costTable(rows: readonly { readonly name: string; readonly traffic: Traffic }[]): string {
  return [
    line(['', ...COLUMNS.map(({ name }) => name)]),
    line(['---', ...COLUMNS.map(() => '---:')]),
    ...rows.map(({ name, traffic }) => {
      const cost = monthlyCost(traffic, USAGE, US_EAST_1);
      return line([name, ...COLUMNS.map(({ value }) => value(cost))]);
    }),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function count(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value);
}

function dollars(value: number): string {
  const fractionDigits = value < 100 ? 2 : 0;
  const format = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  return `$${new Intl.NumberFormat('en', format).format(value)}`;
}
