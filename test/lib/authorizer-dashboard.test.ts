import type { Template } from 'aws-cdk-lib/assertions';
import { JwtAuthorizer, type JwtAuthorizerProps } from '../../lib/jwt-authorizer.ts';
import { synthesize } from '../fixtures/synthesize.ts';
import { addRestApi } from './apis.ts';

function withProps(props: Partial<JwtAuthorizerProps>): Template {
  return synthesize((stack) => {
    const config = { issuers: [{ issuer: 'https://issuer.example/', audience: 'a' }], routes: { 'GET /me': [] } };
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config, ...props });
    addRestApi(stack, authorizer.tokenAuthorizer(), ['GET /me']);
  });
}

interface Widget {
  readonly type: string;
  readonly properties: { readonly title?: string; readonly markdown?: string; readonly metrics?: unknown[][] };
}

/** As CloudWatch reads it, with what CloudFormation fills in as its name. */
function widgetsOf(template: Template): Widget[] {
  const name = (part: { Ref?: string; 'Fn::GetAtt'?: string[] }) => part.Ref ?? part['Fn::GetAtt']?.[0];
  return Object.values(template.findResources('AWS::CloudWatch::Dashboard')).flatMap(({ Properties }) => {
    const [, parts] = Properties.DashboardBody['Fn::Join'];
    const body = parts.map((part: string | object) => (typeof part === 'string' ? part : name(part)));
    return JSON.parse(body.join('')).widgets;
  });
}

test('there is one unless it is not wanted', () => {
  withProps({}).resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  withProps({ dashboard: false }).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

test('answers its three questions below the states of the alarms', () => {
  const widgets = widgetsOf(withProps({}));
  expect(
    widgets.map(({ type, properties }) => properties.title ?? properties.markdown?.split('\n')[0] ?? type),
  ).toEqual([
    'Alarms',
    '## Is it us?',
    'Answers of 500',
    'Latency (ms)',
    'Calls at once',
    '## Is it the issuer?',
    'Fetches of keys',
    'Old keys serve on',
    'A fetch takes (ms)',
    '## Is it the callers?',
    'Decisions',
    '401 by reason',
    '403 by reason',
  ]);
});

test('shows every reason that was given, of this authorizer alone', () => {
  const graph = widgetsOf(withProps({})).find(({ properties }) => properties.title === '401 by reason');
  expect(graph?.properties.metrics).toEqual([
    [
      expect.objectContaining({
        expression:
          'SEARCH(\'{JwtAuthorizer,FunctionName,outcome,reason} MetricName="Decision" FunctionName="AuthorizerFunctionEB19F618" outcome="unauthenticated"\', \'Sum\', 300)',
      }),
    ],
  ]);
});

test('does without alarms', () => {
  const [first] = widgetsOf(withProps({ dashboard: true, alarms: false }));
  expect(first?.properties.markdown).toContain('Is it us?');
});
