/** A template comes in, the resources that have no place in the local run come out as named refusals; pure. */
import type { Template } from './template.ts';

/** What the gateway itself runs or reads. */
const EMULATED = new Set([
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
]);

/** What matters in an account but not to an answer of the API; tables are somebody else's part of the local run. */
const WITHOUT_EFFECT = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGatewayV2::Deployment',
  'AWS::ApiGatewayV2::RouteResponse',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::',
  'AWS::DynamoDB::',
  'AWS::IAM::',
  'AWS::KMS::',
  'AWS::Logs::',
  'AWS::SecretsManager::',
  'AWS::SNS::',
  'AWS::SSM::',
];

/** One line for every resource that the local run would have to leave out silently. */
export function refuseUnknownResources(template: Template): string[] {
  return template.resources.flatMap(({ type, logicalId, condition }) => {
    if (WITHOUT_EFFECT.some((known) => type.startsWith(known))) return [];
    if (!EMULATED.has(type)) return [`${type} ${logicalId}: this type of resource is not emulated`];
    return condition ? [`${type} ${logicalId}: Condition ${condition} is not evaluated locally`] : [];
  });
}
