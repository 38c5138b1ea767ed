/** The least authorizer that one can write on aws-jwt-verify: one policy for the asked route. */
import { JwtVerifier } from 'aws-jwt-verify';

const verifier = JwtVerifier.create({
  issuer: process.env.ISSUER ?? '',
  audience: process.env.AUDIENCE ?? '',
  jwksUri: process.env.JWKS_URI,
});

export async function handler(event: { authorizationToken: string; methodArn: string }) {
  const { sub } = await verifier.verify(event.authorizationToken.replace(/^Bearer /, ''));
  return {
    principalId: sub,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
    },
  };
}
