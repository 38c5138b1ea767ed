import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hmacKeySet } from '../../../lambda/authorizer/hmac-secret.ts';
import { loadSecret } from '../../../lambda/authorizer/secrets-manager.ts';

const secret = 'a secret of thirty-two bytes, ok';
const wanted = { alg: 'HS256' } as const;
const never = async () => {
  throw new Error('Secrets Manager was asked');
};

test('takes the raw UTF-8 text of an environment variable', async () => {
  const set = hmacKeySet({ env: 'SECRET' }, { SECRET: `ü${secret}` }, never);
  await set.prefetch();
  const bytes = await (await set.find(wanted))?.import('HS256');
  expect(Buffer.from(bytes as Uint8Array).toString('utf8')).toBe(`ü${secret}`);
});

test('is no key for another algorithm', async () => {
  expect(await hmacKeySet({ env: 'SECRET' }, { SECRET: secret }, never).find({ alg: 'RS256' })).toBeUndefined();
});

test.each([
  [{}, 'secret_unavailable: the environment variable SECRET holds no text; put the secret of HS256 there'],
  [{ SECRET: '' }, 'secret_unavailable: the environment variable SECRET holds no text; put the secret of HS256 there'],
  [{ SECRET: 'short' }, 'configuration_invalid: the environment variable SECRET holds 5 bytes, expected 32 or more'],
])('is a fault with the environment %j', async (environment, message) => {
  await expect(hmacKeySet({ env: 'SECRET' }, environment, never).find(wanted)).rejects.toMatchObject({
    name: 'AuthorizerFault',
    message,
  });
});

test('asks for a secret in Secrets Manager when first needed, and once', async () => {
  let asked = 0;
  const set = hmacKeySet({ secretArn: 'arn' }, {}, async () => {
    asked += 1;
    return secret;
  });
  await set.prefetch();
  expect(asked).toBe(0);
  const found = await Promise.all([set.find(wanted), set.find(wanted)]);
  expect(found[0]).toBe(found[1]);
  expect(asked).toBe(1);
});

test('asks again after it could not be read, and does not repeat what the failure said', async () => {
  let down = true;
  const set = hmacKeySet({ secretArn: 'arn:secret' }, {}, async () => {
    if (down) throw new RangeError(`not this: ${secret}`);
    return secret;
  });
  await expect(set.find(wanted)).rejects.toMatchObject({
    message: 'secret_unavailable: the secret arn:secret could not be read: RangeError',
  });
  down = false;
  expect(await set.find(wanted)).toBeDefined();
});

test('reads a secret through the AWS SDK', async () => {
  const requests: { target: unknown; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ target: request.headers['x-amz-target'], body: Buffer.concat(chunks).toString() });
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ SecretString: secret }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  try {
    await expect(loadSecret('arn:secret')).resolves.toBe(secret);
    expect(requests).toEqual([{ target: 'secretsmanager.GetSecretValue', body: '{"SecretId":"arn:secret"}' }]);
  } finally {
    process.env = before;
    server.closeAllConnections();
    server.close();
  }
});
