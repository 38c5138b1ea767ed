/**
 * The metrics of an authorizer come in, its alarms go out.
 *
 * None rests on Lambda's `Errors`: a 401 is a thrown error, so that metric counts bad tokens. Where nothing was measured nothing was
 * wrong: most of these metrics exist only while something is.
 */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { FAULT_REASONS, type FaultReason, type UnauthenticatedReason } from '../lambda/authorizer/road.ts';
import type { AuthorizerMetrics } from './authorizer-metrics.ts';
import { REASONS } from './reasons.ts';

export interface AuthorizerAlarmsProps {
  readonly function: lambda.IFunction;
  readonly metrics: AuthorizerMetrics;
  /** What every alarm sets off. */
  readonly alarmActions: readonly cloudwatch.IAlarmAction[];
}

/** One alarm, over periods of five minutes. */
interface Row {
  readonly id: string;
  /** What it means, then what to do; shown in the alarm and in the mail that it sends. */
  readonly alarmDescription: string;
  readonly metric: cloudwatch.IMetric;
  /** Values from here on are too high. */
  readonly threshold: number;
  /** How many periods in a row have to be. */
  readonly evaluationPeriods: number;
  /** `ignore`: a percentile of a handful of values says nothing, so it changes nothing. */
  readonly evaluateLowSampleCountPercentile?: 'ignore';
}

const LOOK_FOR = 'The log says why: in CloudWatch Logs Insights (or docs/logs.md) see the query';

const FAILING_FETCHES = `${LOOK_FOR} "failing fetches and stale keys". ${REASONS.key_set_unavailable.remedy}`;

/** Those that rise when something has gone wrong, rather than one caller. */
const USUAL_REJECTIONS: readonly UnauthenticatedReason[] = [
  'unknown_key',
  'invalid_signature',
  'expired',
  'audience_mismatch',
];

/** One line a reason: what to do. */
function causes(reasons: readonly (FaultReason | UnauthenticatedReason)[]): string {
  return reasons.map((reason) => `\n- ${reason}: ${REASONS[reason].remedy}`).join('');
}

function rows({ metrics, function: authorizer }: AuthorizerAlarmsProps): Row[] {
  return [
    {
      id: 'Faults',
      alarmDescription: `Callers with good tokens are answered 500: the authorizer reached no verdict. ${LOOK_FOR} "faults".${causes(FAULT_REASONS)}`,
      metric: metrics.decision({ outcome: 'fault' }),
      // Each is a caller who did everything right.
      threshold: 1,
      evaluationPeriods: 1,
    },
    {
      id: 'NoVerdict',
      alarmDescription:
        'Calls of the authorizer ended without a verdict, callers are answered 500: it crashed, ran out of memory or was timed out after 10 s. The log has Lambda\'s own lines about it: filter "Task timed out", "Runtime.". After a deployment: roll back. In a VPC: is there a way to the issuer?',
      metric: withoutVerdict(metrics, authorizer),
      threshold: 10,
      // Two, since a call may be counted in one period and its verdict in the next.
      evaluationPeriods: 2,
    },
    {
      id: 'Throttles',
      alarmDescription:
        "No instance of the authorizer was free, callers are answered 500. Raise reservedConcurrentExecutions or the account's quota; keep answers longer (resultsCacheTtl). A flood of bad tokens: AWS WAF, since API Gateway keeps no 401.",
      metric: authorizer.metricThrottles(),
      threshold: 1,
      evaluationPeriods: 1,
    },
    {
      id: 'StaleKeys',
      alarmDescription: `An issuer's keys are past their time and cannot be fetched: the old ones serve on for jwksCache.maxStaleSeconds (6 hours), then every request is answered 500. ${FAILING_FETCHES}`,
      metric: metrics.keySetStale(),
      threshold: 1,
      evaluationPeriods: 1,
    },
    {
      id: 'FailingFetches',
      alarmDescription: `An issuer's keys could not be fetched for a quarter of an hour, again and again. Warm instances go on with the keys that they have, new ones answer 500. ${FAILING_FETCHES}`,
      metric: metrics.keySetFetchFailure(),
      threshold: 1,
      evaluationPeriods: 3,
    },
    {
      id: 'Latency',
      alarmDescription:
        'One call in a hundred of the authorizer takes a second or more; usual are a few milliseconds. Slow fetches of keys (KeySetFetchMilliseconds) point to the issuer or the way to it; else raise memorySize. Cold starts are not in it.',
      metric: authorizer.metricDuration({ statistic: cloudwatch.Stats.p(99) }),
      threshold: 1_000,
      evaluationPeriods: 3,
      evaluateLowSampleCountPercentile: 'ignore',
    },
  ];
}

/**
 * Makes the alarms of an authorizer. `Rejections` is made of two others, which set nothing off themselves:
 *
 * - `UnusualRejections`: more than anomaly detection, which learns the hours and weekdays of the last two weeks, expects. A share of all
 *   calls would not do: API Gateway keeps what was allowed and no 401, so that the authorizer sees one good call in many and every bad one.
 * - `ManyRejections`: since three requests a night are an anomaly as soon as one of them is bad.
 */
export class AuthorizerAlarms extends Construct {
  /** Those that set something off. */
  readonly alarms: readonly cloudwatch.AlarmBase[];

  constructor(scope: Construct, id: string, props: AuthorizerAlarmsProps) {
    super(scope, id);
    const alarms = rows(props).map(({ id: rowId, ...row }) => new cloudwatch.Alarm(this, rowId, { ...COMMON, ...row }));
    this.alarms = [...alarms, this.rejections(props)];
    for (const alarm of this.alarms) alarm.addAlarmAction(...props.alarmActions);
  }

  private rejections({ metrics }: AuthorizerAlarmsProps): cloudwatch.CompositeAlarm {
    const metric = metrics.decision({ outcome: 'unauthenticated' });
    const alarmDescription = 'A part of the alarm Rejections.';
    const unusual = new cloudwatch.AnomalyDetectionAlarm(this, 'UnusualRejections', {
      metric,
      alarmDescription,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
      stdDevs: 3,
      evaluationPeriods: 2,
      treatMissingData: COMMON.treatMissingData,
    });
    const many = new cloudwatch.Alarm(this, 'ManyRejections', {
      ...COMMON,
      metric,
      alarmDescription,
      threshold: 50,
      evaluationPeriods: 2,
    });
    return new cloudwatch.CompositeAlarm(this, 'Rejections', {
      alarmDescription: `Many more requests than usual are answered 401. ${LOOK_FOR} "rejections by reason". Without any one cause: a guesser, for AWS WAF.${causes(USUAL_REJECTIONS)}`,
      alarmRule: cloudwatch.AlarmRule.allOf(unusual, many),
    });
  }
}

const COMMON = {
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
};

/** Per cent of the calls. */
function withoutVerdict(metrics: AuthorizerMetrics, authorizer: lambda.IFunction): cloudwatch.MathExpression {
  const verdicts = {
    allowed: metrics.decision({ outcome: 'allow' }),
    forbidden: metrics.decision({ outcome: 'forbidden' }),
    unauthenticated: metrics.decision({ outcome: 'unauthenticated' }),
    faults: metrics.decision({ outcome: 'fault' }),
  };
  const sum = Object.keys(verdicts)
    .map((name) => `FILL(${name}, 0)`)
    .join(' - ');
  return new cloudwatch.MathExpression({
    expression: `100 * (calls - ${sum}) / calls`,
    label: 'calls without a verdict (%)',
    usingMetrics: { calls: authorizer.metricInvocations(), ...verdicts },
    period: Duration.minutes(5),
  });
}
