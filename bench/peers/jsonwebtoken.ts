/** The least authorizer that one can write on jsonwebtoken and jwks-rsa, after Auth0's sample. */
import jwt from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';

const client = new JwksClient({ jwksUri: process.env.JWKS_URI ?? '', cache: true, rateLimit: true });

export async function handler(event: { authorizationToken: string; methodArn: string }) {
  const token = event.authorizationToken.replace(/^Bearer /, '');
  const key = await client.getSigningKey(jwt.decode(token, { complete: true })?.header.kid);
  const claims = jwt.verify(token, key.getPublicKey(), {
    issuer: process.env.ISSUER,
    audience: process.env.AUDIENCE,
    algorithms: ['RS256'],
  });
  return {
    principalId: claims.sub,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
    },
  };
}
