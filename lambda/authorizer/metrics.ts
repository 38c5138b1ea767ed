/** What a log line measures comes in, the line that CloudWatch counts it from goes out; pure. Embedded metric format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */

/** Names and units of metrics; each is a member of the line that holds its value. */
export type Measures = Readonly<Record<string, 'Count' | 'Milliseconds'>>;

/** @param timestampMs milliseconds since the epoch */
export type FormatLine = (line: object, timestampMs: number) => string;

const NAMESPACE = 'JwtAuthorizer';

/**
 * Makes the function that writes a line as JSON, with the member `_aws` as its last.
 *
 * @param dimensions sets of members of the line: each metric is kept once a set, by the values that these members have
 */
export function lineWithMetrics(measures: Measures, dimensions: readonly (readonly string[])[]): FormatLine {
  const Metrics = Object.entries(measures).map(([Name, Unit]) => ({ Name, Unit }));
  // Prepared as text, since every decision writes a line.
  const directives = JSON.stringify([{ Namespace: NAMESPACE, Dimensions: dimensions, Metrics }]);
  return (line, timestampMs) =>
    `${JSON.stringify(line).slice(0, -1)},"_aws":{"Timestamp":${timestampMs},"CloudWatchMetrics":${directives}}}`;
}
