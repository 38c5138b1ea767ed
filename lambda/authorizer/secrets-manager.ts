/** A secret's ARN comes in, its text goes out; touches the network through the AWS SDK that Lambda brings along. */
import type { LoadSecret } from './hmac-secret.ts';

/** Loads the SDK only when a secret is configured: nobody else pays for it at a cold start. */
export const loadSecret: LoadSecret = async (secretArn, timeoutMs) => {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const { SecretString } = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: secretArn }), {
    abortSignal: AbortSignal.timeout(timeoutMs),
  });
  return SecretString;
};
