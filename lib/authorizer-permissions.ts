/** What the authorizer function needs of its surroundings comes in, the statements of its role go out, least privilege as far as AWS allows; pure. */
import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';

export interface AuthorizerSecrets {
  /** The ARNs of the secrets of HS256, which may lack the six characters that AWS appends. */
  readonly arns: readonly string[];
  /** The ARNs of the customer-managed keys that encrypt them. */
  readonly keyArns: readonly string[];
}

/** The secrets in Secrets Manager that a configuration names. */
export function secretArns({ issuers }: AuthorizerConfigInput): string[] {
  return issuers.flatMap(({ hmacSecret }) => (hmacSecret && 'secretArn' in hmacSecret ? [hmacSecret.secretArn] : []));
}

/** Reading the secrets and nothing else; decrypting for that alone. */
export function secretStatements(
  { region, urlSuffix }: Stack,
  { arns, keyArns }: AuthorizerSecrets,
): iam.PolicyStatement[] {
  if (arns.length === 0) return [];
  const resources = arns.flatMap((arn) => [arn, `${arn}-??????`]);
  const read = new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources });
  if (keyArns.length === 0) return [read];
  const decrypt = new iam.PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [...keyArns],
    conditions: {
      StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${urlSuffix}` },
      // Secrets Manager names the secret in the encryption context.
      StringLike: { 'kms:EncryptionContext:SecretARN': resources },
    },
  });
  return [read, decrypt];
}

/**
 * The network interfaces of a VPC, which Lambda manages in the role's name. The function's own code may not do the same: AWS advises
 * the Deny, whose condition key only calls from within a function have
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
export function networkStatements({ partition, region, account }: Stack): iam.PolicyStatement[] {
  const describe = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
  const manage = [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    // EC2 knows no resources for these.
    new iam.PolicyStatement({ actions: describe, resources: ['*'] }),
    new iam.PolicyStatement({ actions: manage, resources: [`arn:${partition}:ec2:${region}:${account}:*/*`] }),
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: [...describe, ...manage],
      resources: ['*'],
      // Any function, since this role has one, whose ARN would make role and function wait for each other.
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': `arn:${partition}:lambda:*:*:function:*` } },
    }),
  ];
}
