/** What a log line measures comes in, the member that makes CloudWatch count it goes out; pure. Embedded metric format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */

/** Names and units of the metrics; each is a member of the line that holds its value. */
export type Measures = Readonly<Record<string, 'Count' | 'Milliseconds'>>;

export interface EmbeddedMetrics {
  /** Milliseconds since the epoch. */
  readonly Timestamp: number;
  readonly CloudWatchMetrics: readonly [
    {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    },
  ];
}

const NAMESPACE = 'JwtAuthorizer';

/**
 * The member `_aws` of a log line.
 *
 * @param dimensions sets of members of the line: each metric is kept once a set, by the values that these members have
 */
export function embeddedMetrics(
  measures: Measures,
  dimensions: readonly (readonly string[])[],
  timestampMs: number,
): EmbeddedMetrics {
  const Metrics = Object.entries(measures).map(([Name, Unit]) => ({ Name, Unit }));
  return { Timestamp: timestampMs, CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: dimensions, Metrics }] };
}
