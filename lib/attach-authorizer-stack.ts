/** The authorizer attached to an HTTP API that somebody else made, as a stack of its own. */
import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AttachAuthorizer, type AttachAuthorizerProps } from './attach-authorizer.ts';

export interface AttachAuthorizerStackProps extends StackProps, AttachAuthorizerProps {}

/** One API a stack: for a second API make a second stack, or use `AttachAuthorizer` in an app of yours. */
export class AttachAuthorizerStack extends Stack {
  constructor(scope: Construct, id: string, props: AttachAuthorizerStackProps) {
    super(scope, id, { description: 'A JWT authorizer in front of an existing HTTP API', ...props });
    Validations.of(this).acknowledge(...acknowledgements(props.apiId));
    const attached = new AttachAuthorizer(this, 'Attached', props);

    const output = (name: string, description: string, value: string) =>
      new CfnOutput(this, name, { description, value });
    output('AuthorizerId', 'The authorizer, for attach:plan', attached.authorizerId);
    output('LeftClosed', 'Routes that this deployment detached and left closed (AWS_IAM)', attached.leftClosed);
    output('ClosedOnDetach', 'Routes that detaching will leave closed (AWS_IAM)', attached.closedOnDetach);
  }
}

/** What cdk-nag's AwsSolutions finds here that has its reason. */
function acknowledgements(apiId: string) {
  return [
    {
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:apigateway:<AWS::Region>::/apis/${apiId}/routes/*]`,
      reason: 'The ids of routes are not known before: the wildcard stands for the routes of the one API.',
    },
    {
      id: 'AwsSolutions-IAM5[Resource::<AttachedAttachFunction2C571BCE.Arn>:*]',
      reason: "CDK's provider framework may invoke every version of the one function that it calls.",
    },
  ];
}
