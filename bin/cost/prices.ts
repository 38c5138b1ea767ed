/** List prices as data: US East (N. Virginia), US dollars, without free tiers and discounts. Other regions and later days have others. */

/** A price for so many units a month, then the next. */
export interface Tier {
  /** How many units it is for; absent: all further ones. */
  readonly units?: number;
  /** Dollars for one unit. */
  readonly price: number;
}

export interface Prices {
  /** By request. */
  readonly restApi: readonly Tier[];
  readonly httpApi: readonly Tier[];
  /** By request. */
  readonly lambdaRequest: readonly Tier[];
  /** By GB-second, arm64. */
  readonly lambdaDuration: readonly Tier[];
  /** By GB, of Lambda's own logs. */
  readonly logs: readonly Tier[];
  /** By metric and month. */
  readonly metric: number;
  /** By metric that an alarm looks at, and month. */
  readonly alarmMetric: number;
  /** By alarm that is made of others, and month. */
  readonly compositeAlarm: number;
}

const MILLION = 1e6;
const BILLION = 1e9;
const TERABYTE = 1_000;

export const US_EAST_1: Prices = {
  // https://aws.amazon.com/api-gateway/pricing, as an AWS whitepaper (Best Practices for Designing API Gateway Private APIs) repeats it.
  restApi: [
    { units: 333 * MILLION, price: 3.5 / MILLION },
    { units: 667 * MILLION, price: 2.8 / MILLION },
    { units: 19 * BILLION, price: 2.38 / MILLION },
    { price: 1.51 / MILLION },
  ],
  httpApi: [{ units: 300 * MILLION, price: 1 / MILLION }, { price: 0.9 / MILLION }],
  // https://aws.amazon.com/lambda/pricing, 2024.
  lambdaRequest: [{ price: 0.2 / MILLION }],
  lambdaDuration: [
    { units: 7.5 * BILLION, price: 0.000_013_333_4 },
    { units: 11.25 * BILLION, price: 0.000_012_000_1 },
    { price: 0.000_010_666_7 },
  ],
  // https://aws.amazon.com/cloudwatch/pricing, February 2026.
  logs: [
    { units: 10 * TERABYTE, price: 0.5 },
    { units: 20 * TERABYTE, price: 0.25 },
    { units: 20 * TERABYTE, price: 0.1 },
    { price: 0.05 },
  ],
  metric: 0.3,
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
};

/** What so many units cost. */
export function costOf(units: number, tiers: readonly Tier[]): number {
  let left = units;
  let cost = 0;
  for (const tier of tiers) {
    const inTier = Math.min(left, tier.units ?? left);
    cost += inTier * tier.price;
    left -= inTier;
  }
  return cost;
}
