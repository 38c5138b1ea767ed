import type { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import { FAULT_REASONS } from '../../lambda/authorizer/road.ts';
import { AUTHORIZER_QUERIES } from '../../lib/authorizer-queries.ts';
import { JwtAuthorizer, type JwtAuthorizerProps } from '../../lib/jwt-authorizer.ts';
import { REASONS } from '../../lib/reasons.ts';
import { synthesize } from '../fixtures/synthesize.ts';
import { addRestApi } from './apis.ts';

const config: AuthorizerConfigInput = {
  issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
  routes: { 'GET /me': [] },
};

function watched(props: (stack: Stack) => Partial<JwtAuthorizerProps> = () => ({})) {
  return synthesize((stack) => {
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config, ...props(stack) });
    addRestApi(stack, authorizer.tokenAuthorizer(), ['GET /me']);
  });
}

const template = watched();
const own = { Name: 'FunctionName', Value: { Ref: 'AuthorizerFunctionEB19F618' } };

test.each([
  ['a fault', { MetricName: 'Decision', Dimensions: [own, { Name: 'outcome', Value: 'fault' }] }, 1, 1],
  ['throttles', { MetricName: 'Throttles', Dimensions: [own] }, 1, 1],
  ['stale keys', { MetricName: 'KeySetStale', Dimensions: [own] }, 1, 1],
  ['fetches that fail for a quarter of an hour', { MetricName: 'KeySetFetchFailure', Dimensions: [own] }, 1, 3],
  ['latency', { MetricName: 'Duration', ExtendedStatistic: 'p99', Dimensions: [own] }, 1_000, 3],
])('watches over %s', (_what, metric, Threshold, EvaluationPeriods) => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...metric,
    Threshold,
    EvaluationPeriods,
    Period: 300,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
});

test('watches over calls that ended without a verdict', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Threshold: 10,
    EvaluationPeriods: 2,
    Metrics: Match.arrayWith([
      Match.objectLike({
        Expression:
          '100 * (calls - FILL(allowed, 0) - FILL(forbidden, 0) - FILL(unauthenticated, 0) - FILL(faults, 0)) / calls',
        ReturnData: true,
      }),
      Match.objectLike({ Id: 'calls', MetricStat: { Metric: { MetricName: 'Invocations' } } }),
    ]),
  });
});

test('watches over rejections: more than usual, and many', () => {
  const rejected = { MetricName: 'Decision', Dimensions: [own, { Name: 'outcome', Value: 'unauthenticated' }] };
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ComparisonOperator: 'GreaterThanUpperThreshold',
    ThresholdMetricId: 'expr_1',
    Metrics: [
      { Id: 'expr_1', Expression: 'ANOMALY_DETECTION_BAND(m0, 3)', Label: Match.anyValue(), ReturnData: true },
      { Id: 'm0', MetricStat: { Metric: { Namespace: 'JwtAuthorizer', ...rejected }, Period: 300, Stat: 'Sum' } },
    ].map(Match.objectLike),
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...rejected, Threshold: 50 });
  template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmRule: {
      'Fn::Join': [
        '',
        [
          '(ALARM("',
          { 'Fn::GetAtt': ['AuthorizerAlarmsUnusualRejectionsFD1B5BF8', 'Arn'] },
          '") AND ALARM("',
          { 'Fn::GetAtt': ['AuthorizerAlarmsManyRejections753D74A0', 'Arn'] },
          '"))',
        ],
      ],
    },
  });
});

test("none rests on Lambda's Errors, which count bad tokens", () => {
  expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).not.toContain('"Errors"');
});

test('each says what it means and what to do, in the 1024 characters that CloudWatch takes', () => {
  const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.values(template.findResources(type)),
  );
  expect(alarms).toHaveLength(9);
  for (const { Properties } of alarms) {
    expect(Properties.AlarmDescription).toMatch(/[.?]$/);
    expect(Properties.AlarmDescription.length).toBeLessThan(1_024);
    // What is none of ASCII's characters does not come through CloudFormation into every mail.
    expect(Properties.AlarmDescription).toMatch(/^[\n -~]*$/);
  }
});

test('each names a query that there is', () => {
  const alarms = JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'));
  const named = [...alarms.matchAll(/see the query \\"([^"\\]+)\\"/g)].map(([, name]) => name);
  expect(named).toHaveLength(3);
  expect(named.filter((name) => !AUTHORIZER_QUERIES.some((query) => query.name === name))).toEqual([]);
});

test.each([
  ['AWS::CloudWatch::Alarm', 'Faults', FAULT_REASONS],
  [
    'AWS::CloudWatch::CompositeAlarm',
    'Rejections',
    ['unknown_key', 'invalid_signature', 'expired', 'audience_mismatch'],
  ],
] as const)('%s %s says what to do about each reason', (type, id, reasons) => {
  const [alarm] = Object.entries(template.findResources(type)).filter(([name]) =>
    name.startsWith(`AuthorizerAlarms${id}`),
  );
  const lines = alarm?.[1].Properties.AlarmDescription.split('\n').slice(1);
  expect(lines).toEqual(reasons.map((reason) => `- ${reason}: ${REASONS[reason].remedy}`));
});

test('set off what they are told, but for the two that the alarm of rejections is made of', () => {
  const withTopic = watched((stack) => ({ alarmActions: [new SnsAction(new sns.Topic(stack, 'Topic'))] }));
  const silent = Object.entries(withTopic.findResources('AWS::CloudWatch::Alarm')).filter(
    ([, { Properties }]) => Properties.AlarmActions === undefined,
  );
  expect(silent.map(([id]) => id)).toEqual([
    'AuthorizerAlarmsUnusualRejectionsFD1B5BF8',
    'AuthorizerAlarmsManyRejections753D74A0',
  ]);
  withTopic.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
  });
});

test('can be left out', () => {
  const unwatched = watched(() => ({ alarms: false }));
  unwatched.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  unwatched.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 0);
});

test('cannot be left out and set something off', () => {
  expect(() =>
    watched((stack) => ({ alarms: false, alarmActions: [new SnsAction(new sns.Topic(stack, 'Topic'))] })),
  ).toThrow('Stack/Authorizer: alarmActions are given, and alarms is false, so nothing would set them off');
});
