/** What every authorizer here answers: the principal and the asked route's ARN come in, a policy that allows this route goes out; pure. */

/** What a TOKEN authorizer is asked. */
export interface TokenEvent {
  readonly authorizationToken: string;
  readonly methodArn: string;
}

export function allow(principalId: string | undefined, { methodArn }: TokenEvent) {
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
    },
  };
}

export function tokenOf({ authorizationToken }: TokenEvent): string {
  return authorizationToken.replace(/^Bearer /, '');
}
