/** The metrics and alarms of an authorizer come in, a dashboard goes out that answers at a glance: is it us, is it the issuer, is it the callers. */
import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type AuthorizerMetrics, METRIC_NAMESPACE } from './authorizer-metrics.ts';

export interface AuthorizerDashboardProps {
  readonly function: lambda.IFunction;
  readonly metrics: AuthorizerMetrics;
  /** Shown on top; may be empty. */
  readonly alarms: readonly cloudwatch.IAlarm[];
}

const WHOLE_WIDTH = 24;
const THIRD = 8;

/** A question, how to read the graphs below it, and three graphs at most. */
interface Row {
  readonly question: string;
  readonly graphs: readonly { readonly title: string; readonly left: cloudwatch.IMetric[] }[];
}

function rows({ metrics, function: authorizer }: AuthorizerDashboardProps): Row[] {
  const { p, MAXIMUM } = cloudwatch.Stats;
  return [
    {
      question: '## Is it us?\nFaults and throttles are answers of 500. Without them the authorizer does its work.',
      graphs: [
        {
          title: 'Answers of 500',
          left: [
            metrics.decision({ outcome: 'fault', label: 'faults' }),
            authorizer.metricThrottles({ label: 'throttles' }),
          ],
        },
        {
          title: 'Latency (ms)',
          left: [
            authorizer.metricDuration({ statistic: p(50), label: 'p50' }),
            authorizer.metricDuration({ statistic: p(99), label: 'p99' }),
          ],
        },
        {
          title: 'Calls at once',
          left: [authorizer.metric('ConcurrentExecutions', { statistic: MAXIMUM, label: 'at most' })],
        },
      ],
    },
    {
      question:
        '## Is it the issuer?\nFailed fetches, and old keys that serve on. Key sets are small: seconds are too long.',
      graphs: [
        {
          title: 'Fetches of keys',
          left: [metrics.keySetFetch({ label: 'fetched' }), metrics.keySetFetchFailure({ label: 'failed' })],
        },
        { title: 'Old keys serve on', left: [metrics.keySetStale({ label: 'stale' })] },
        { title: 'A fetch takes (ms)', left: [metrics.keySetFetchMilliseconds({ label: 'average' })] },
      ],
    },
    {
      question:
        '## Is it the callers?\nOne reason that rises is one cause: look it up in the documentation. What API Gateway answers from its cache is not counted.',
      graphs: [
        {
          title: 'Decisions',
          left: [
            metrics.decision({ outcome: 'allow', label: 'allowed' }),
            metrics.decision({ outcome: 'unauthenticated', label: '401' }),
            metrics.decision({ outcome: 'forbidden', label: '403' }),
          ],
        },
        { title: '401 by reason', left: [byReason(authorizer, 'unauthenticated')] },
        { title: '403 by reason', left: [byReason(authorizer, 'forbidden')] },
      ],
    },
  ];
}

/** Makes the dashboard. */
export function authorizerDashboard(
  scope: Construct,
  id: string,
  props: AuthorizerDashboardProps,
): cloudwatch.Dashboard {
  const alarms = [...props.alarms];
  const top =
    alarms.length === 0 ? [] : [[new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: WHOLE_WIDTH })]];
  const widgets = rows(props).flatMap(({ question, graphs }): cloudwatch.IWidget[][] => [
    [new cloudwatch.TextWidget({ markdown: question, width: WHOLE_WIDTH, height: 2 })],
    graphs.map(({ title, left }) => new cloudwatch.GraphWidget({ title, left, width: THIRD, leftYAxis: { min: 0 } })),
  ]);
  return new cloudwatch.Dashboard(scope, id, { defaultInterval: Duration.hours(3), widgets: [...top, ...widgets] });
}

/** One line for each reason that was given. */
function byReason(authorizer: lambda.IFunction, outcome: 'unauthenticated' | 'forbidden'): cloudwatch.MathExpression {
  const schema = `{${METRIC_NAMESPACE},FunctionName,outcome,reason}`;
  const search = `${schema} MetricName="Decision" FunctionName="${authorizer.functionName}" outcome="${outcome}"`;
  return new cloudwatch.MathExpression({
    expression: `SEARCH('${search}', 'Sum', 300)`,
    label: '',
    searchRegion: Stack.of(authorizer).region,
  });
}
