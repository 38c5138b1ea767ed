/** A function's name comes in, the metrics that its log lines hold go out as CDK has metrics; pure. What writes them is lambda/authorizer/log.ts. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Reason } from '../lambda/authorizer/road.ts';

/** How a decision ended, as `outcome` in the log has it. */
export type DecisionOutcome = 'allow' | 'forbidden' | 'unauthenticated' | 'fault';

/** `dimensionsMap` is what the other options stand for. */
type Options = Omit<cloudwatch.MetricOptions, 'dimensionsMap'>;

export interface DecisionMetricOptions extends Options {
  /** `allow`, `forbidden` (403), `unauthenticated` (401) or `fault` (5xx). */
  readonly outcome: DecisionOutcome;

  /**
   * One reason of this outcome; an allow has none.
   *
   * @default - all of them
   */
  readonly reason?: Reason;
}

export interface KeySetMetricOptions extends Options {
  /**
   * One issuer, spelled as in the configuration.
   *
   * @default - all of them
   */
  readonly issuer?: string;
}

/** The namespace of every metric of the authorizer. */
export const METRIC_NAMESPACE = 'JwtAuthorizer';

/** Sums of five minutes, as CDK's metrics are by default, unless the options say otherwise. */
export class AuthorizerMetrics {
  constructor(private readonly functionName: string) {}

  /** Decisions, one for each call of the function that came to an end. */
  decision({ outcome, reason, ...options }: DecisionMetricOptions): cloudwatch.Metric {
    return this.metric('Decision', { outcome, reason }, options);
  }

  /** Key sets that were fetched. */
  keySetFetch({ issuer, ...options }: KeySetMetricOptions = {}): cloudwatch.Metric {
    return this.metric('KeySetFetch', { issuer }, options);
  }

  /** How long the fetches took that succeeded; the average by default. */
  keySetFetchMilliseconds({ issuer, ...options }: KeySetMetricOptions = {}): cloudwatch.Metric {
    const { AVERAGE } = cloudwatch.Stats;
    return this.metric('KeySetFetchMilliseconds', { issuer }, { statistic: AVERAGE, ...options });
  }

  /** Fetches that failed. */
  keySetFetchFailure({ issuer, ...options }: KeySetMetricOptions = {}): cloudwatch.Metric {
    return this.metric('KeySetFetchFailure', { issuer }, options);
  }

  /** Fetches that failed when the keys at hand were past their time, and served on. */
  keySetStale({ issuer, ...options }: KeySetMetricOptions = {}): cloudwatch.Metric {
    return this.metric('KeySetStale', { issuer }, options);
  }

  private metric(
    metricName: string,
    dimensions: Readonly<Record<string, string | undefined>>,
    options: Options,
  ): cloudwatch.Metric {
    const given = Object.entries(dimensions).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return new cloudwatch.Metric({
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(5),
      ...options,
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { FunctionName: this.functionName, ...Object.fromEntries(given) },
    });
  }
}
