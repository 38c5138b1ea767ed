/** A secret's ARN comes in, its text goes out; touches the network through the AWS SDK that Lambda brings along. */
import type { LoadSecret } from './hmac-secret.ts';

/** One deadline for all of it: loading the SDK, finding credentials, every attempt that the SDK makes. */
export const loadSecret: LoadSecret = async (secretArn, timeoutMs) => {
  const deadline = AbortSignal.timeout(timeoutMs);
  const passed = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => reject(deadline.reason));
  });
  return Promise.race([read(secretArn, deadline), passed]);
};

/** Loads the SDK only when a secret is configured: nobody else pays for it at a cold start. */
async function read(secretArn: string, abortSignal: AbortSignal): Promise<string | undefined> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const command = new GetSecretValueCommand({ SecretId: secretArn });
  const { SecretString } = await new SecretsManagerClient().send(command, { abortSignal });
  return SecretString;
}
