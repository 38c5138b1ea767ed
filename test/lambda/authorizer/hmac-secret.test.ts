import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  environmentSecret,
  isVariableName,
  type LoadSecret,
  managedSecret,
} from '../../../lambda/authorizer/hmac-secret.ts';
import type { KeySetEvent } from '../../../lambda/authorizer/kept-keys.ts';
import { loadSecret } from '../../../lambda/authorizer/secrets-manager.ts';
import { config, testAuthorizer } from '../../fixtures/authorizer.ts';
import { NOW_MS, NOW_SECONDS, secretKey, token } from '../../fixtures/tokens.ts';

const SECRET = 'a secret of thirty-two bytes, ok';
const ROTATED = 'its successor of thirty-six bytes, ok';
const wanted = { alg: 'HS256' } as const;
const SETTINGS = { maxAgeSeconds: 600, maxStaleSeconds: 3_600, cooldownSeconds: 30, timeoutMs: 3_000 };

describe('a secret that was written where the name of its place belongs is not repeated', () => {
  test.each([
    ['A', true],
    ['JWT_SECRET_2', true],
    [`A${'B'.repeat(63)}`, true],
    [`A${'B'.repeat(64)}`, false],
    ['', false],
    ['2ND_SECRET', false],
    ['xSECRET', false],
    ['SECRETx', false],
    ['A-B', false],
  ])('%j is the name of a variable: %p', (text, expected) => {
    expect(isVariableName(text)).toBe(expected);
  });

  test('of a variable', async () => {
    await expect(environmentSecret(SECRET, {}).find(wanted)).rejects.toMatchObject({
      message:
        'secret_unavailable: the environment variable that hmacSecret.env names holds no text; put the secret of HS256 there',
    });
  });

  test('of a secret in Secrets Manager', async () => {
    const events: KeySetEvent[] = [];
    const load: LoadSecret = async () => undefined;
    const report = (event: KeySetEvent) => events.push(event);
    const set = managedSecret(SECRET, load, SETTINGS, () => NOW_MS, report);
    await expect(set.find(wanted)).rejects.toThrow('the secret that hmacSecret.secretArn names holds no text');
    expect(JSON.stringify(events)).not.toContain(SECRET);
  });
});

describe('a secret in the environment', () => {
  test('is its raw UTF-8 text', async () => {
    const set = environmentSecret('SECRET', { SECRET: `ü${SECRET}` });
    const bytes = await (await set.find(wanted))?.import('HS256');
    expect(Buffer.from(bytes as Uint8Array).toString('utf8')).toBe(`ü${SECRET}`);
    expect(await set.find(wanted)).toBe(await set.find(wanted));
  });

  test('is no key for another algorithm', async () => {
    expect(await environmentSecret('SECRET', { SECRET }).find({ alg: 'RS256' })).toBeUndefined();
  });

  test('may have 32 bytes, some of them of one character', async () => {
    expect(await environmentSecret('SECRET', { SECRET: 'ü'.repeat(16) }).find(wanted)).toBeDefined();
  });

  test.each([
    [{}, 'secret_unavailable: the environment variable SECRET holds no text; put the secret of HS256 there'],
    [
      { SECRET: '' },
      'secret_unavailable: the environment variable SECRET holds no text; put the secret of HS256 there',
    ],
    [
      { SECRET: 'x'.repeat(31) },
      'configuration_invalid: the environment variable SECRET holds 31 bytes, expected 32 or more',
    ],
  ])('is a fault with the environment %j', async (environment, message) => {
    await expect(environmentSecret('SECRET', environment).find(wanted)).rejects.toMatchObject({
      name: 'AuthorizerFault',
      message,
    });
  });
});

describe('a secret in Secrets Manager', () => {
  /** A set whose clock and secret the test holds in its hands. */
  function secretSet(load?: LoadSecret) {
    const state = { nowSeconds: 0, asked: 0, secret: SECRET as string | undefined, events: [] as KeySetEvent[] };
    const set = managedSecret(
      'arn:secret',
      async (secretArn, timeoutMs) => {
        state.asked += 1;
        return load ? load(secretArn, timeoutMs) : state.secret;
      },
      SETTINGS,
      () => state.nowSeconds * 1000,
      (event) => state.events.push(event),
    );
    return Object.assign(state, { set });
  }

  test('is read when first needed, and once', async () => {
    const state = secretSet();
    expect(state.set.ahead).toBeUndefined();
    expect(state.asked).toBe(0);
    const found = await Promise.all([state.set.find(wanted), state.set.find(wanted)]);
    expect(found[0]).toBe(found[1]);
    expect(state.asked).toBe(1);
    expect(state.events).toEqual([{ event: 'fetched', durationMs: 0, keys: 1 }]);
  });

  test('is not read for another algorithm', async () => {
    const state = secretSet();
    expect(await state.set.find({ alg: 'RS256' })).toBeUndefined();
    expect(state.asked).toBe(0);
  });

  test('is asked for with its ARN and the time that a load may take', async () => {
    const { set } = secretSet(async (...parameters) => {
      expect(parameters).toEqual(['arn:secret', 3_000]);
      return SECRET;
    });
    expect(await set.find(wanted)).toBeDefined();
  });

  test('stays the same key while its text stays the same, and is another after a rotation', async () => {
    const state = secretSet();
    const first = await state.set.find(wanted);
    state.nowSeconds = 601;
    expect(await state.set.find(wanted)).toBe(first);
    state.secret = ROTATED;
    state.nowSeconds = 1_202;
    expect(await state.set.find(wanted)).not.toBe(first);
    expect(state.asked).toBe(3);
  });

  test('is not mixed up by a read that was frozen with the function and is not taken', async () => {
    const waiting: ((secret: string) => void)[] = [];
    const state = secretSet(() => new Promise((resolve) => waiting.push(resolve)));
    const finding = state.set.find(wanted);
    waiting[0]?.(SECRET);
    const first = await finding;
    state.nowSeconds = 480;
    await state.set.find(wanted);
    state.nowSeconds = 500;
    waiting[1]?.(ROTATED);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await state.set.find(wanted)).toBe(first);
    waiting[2]?.(ROTATED);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await state.set.find(wanted)).not.toBe(first);
  });

  test('serves on while it cannot be read, for maxStaleSeconds', async () => {
    let down = false;
    const state = secretSet(async () => {
      if (down) throw new RangeError('throttled');
      return SECRET;
    });
    const first = await state.set.find(wanted);
    down = true;
    state.nowSeconds = 4_199;
    expect(await state.set.find(wanted)).toBe(first);
    expect(state.events.map(({ event }) => event)).toEqual(['fetched', 'fetch_failed', 'stale']);
    state.nowSeconds = 4_200;
    await expect(state.set.find(wanted)).rejects.toMatchObject({
      reason: 'secret_unavailable',
      message:
        'secret_unavailable: the last good secret ran out more than 3600 s (maxStaleSeconds) ago; the last fetch failed: the secret arn:secret could not be read within 3000 ms: RangeError',
    });
  });

  test('that did not verify a signature has no successor that is known while it cannot be read', async () => {
    const state = secretSet();
    const first = await state.set.find(wanted);
    state.secret = undefined;
    await expect(first && state.set.findSuccessor?.(first, wanted)).rejects.toMatchObject({
      message:
        'secret_unavailable: the signature does not fit the last good secret; the last fetch failed: the secret arn:secret holds no text; put the secret of HS256 there',
    });
  });

  test.each([
    ['no text', undefined, 'the secret arn:secret holds no text; put the secret of HS256 there'],
    ['an empty text', '', 'the secret arn:secret holds no text; put the secret of HS256 there'],
    ['a short text', 'x'.repeat(31), 'the secret arn:secret holds 31 bytes, expected 32 or more'],
  ])('that holds %s is unavailable', async (_title, secret, detail) => {
    const state = secretSet();
    state.secret = secret;
    await expect(state.set.find(wanted)).rejects.toMatchObject({
      reason: 'secret_unavailable',
      message: `secret_unavailable: no secret yet; the last fetch failed: ${detail}`,
    });
  });

  test('is read again after it could not be, and what the failure said is not repeated', async () => {
    let down = true;
    const state = secretSet(async () => {
      if (down) throw new RangeError(`not this: ${SECRET}`);
      return SECRET;
    });
    await expect(state.set.find(wanted)).rejects.toMatchObject({
      message:
        'secret_unavailable: no secret yet; the last fetch failed: the secret arn:secret could not be read within 3000 ms: RangeError',
      cause: { cause: { name: 'RangeError' } },
    });
    down = false;
    state.nowSeconds = 1;
    expect(await state.set.find(wanted)).toBeDefined();
  });
});

describe('tokens that are signed with a secret in Secrets Manager', () => {
  const old = secretKey(SECRET);
  const rotated = secretKey(ROTATED);
  const forged = secretKey('a guess of some attacker, 32 bytes');
  const longLived = { claims: { exp: NOW_SECONDS + 86_400 } };

  /** An authorizer whose secret can be rotated, or be out of reach. */
  function authorizer() {
    const state = { nowMs: NOW_MS, asked: 0, secret: SECRET, isDown: false };
    const issuer = { jwks: undefined, algorithms: ['HS256' as const], hmacSecret: { secretArn: 'arn:secret' } };
    const { ask, lastDecision } = testAuthorizer(config([], issuer), {
      nowMs: () => state.nowMs,
      loadSecret: async () => {
        state.asked += 1;
        if (state.isDown) throw new RangeError('throttled');
        return state.secret;
      },
    });
    const verdict = async (key: typeof old) => {
      await ask(token(key, longLived)).catch(() => {});
      const { outcome, reason } = lastDecision();
      return reason ?? outcome;
    };
    return Object.assign(state, { verdict });
  }

  test('are accepted after a rotation at once, and those of the old secret no longer', async () => {
    const state = authorizer();
    expect(await state.verdict(old)).toBe('allow');
    state.secret = ROTATED;
    expect(await state.verdict(rotated)).toBe('allow');
    expect(state.asked).toBe(2);
    expect(await state.verdict(old)).toBe('invalid_signature');
  });

  test('are wrong where they fit neither the secret nor the one that has taken its place', async () => {
    const state = authorizer();
    expect(await state.verdict(old)).toBe('allow');
    state.secret = ROTATED;
    expect(await state.verdict(forged)).toBe('invalid_signature');
    expect(state.asked).toBe(2);
    expect(await state.verdict(rotated)).toBe('allow');
  });

  test('of a wrong secret cause one read a cooldown, and within it are just wrong', async () => {
    const state = authorizer();
    expect(await state.verdict(old)).toBe('allow');
    for (let attempt = 0; attempt < 100; attempt += 1) expect(await state.verdict(forged)).toBe('invalid_signature');
    expect(state.asked).toBe(2);
    state.nowMs += 29_999;
    expect(await state.verdict(forged)).toBe('invalid_signature');
    expect(state.asked).toBe(2);
    state.nowMs += 1;
    expect(await state.verdict(forged)).toBe('invalid_signature');
    expect(state.asked).toBe(3);
    expect(await state.verdict(old)).toBe('allow');
  });

  test('that do not fit are no verdict while the secret cannot be read again: it may have been rotated', async () => {
    const state = authorizer();
    expect(await state.verdict(old)).toBe('allow');
    state.isDown = true;
    expect(await state.verdict(rotated)).toBe('secret_unavailable');
    expect(await state.verdict(old)).toBe('allow');
  });
});

describe('the AWS SDK', () => {
  const before = { ...process.env };
  let server: Server;

  afterEach(() => {
    process.env = before;
    server.closeAllConnections();
    server.close();
  });

  test('reads a secret, and gives up with its connection what takes too long', async () => {
    const requests: { target: unknown; body: string }[] = [];
    let givenUp: Promise<unknown> | undefined;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        requests.push({ target: request.headers['x-amz-target'], body });
        if (body.includes('arn:slow')) {
          givenUp = once(response, 'close');
          return;
        }
        response.setHeader('content-type', 'application/x-amz-json-1.1');
        response.end(JSON.stringify({ SecretString: SECRET }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    await expect(loadSecret('arn:secret', 10_000)).resolves.toBe(SECRET);
    expect(requests).toEqual([{ target: 'secretsmanager.GetSecretValue', body: '{"SecretId":"arn:secret"}' }]);
    await expect(loadSecret('arn:slow', 500)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(givenUp).toBeDefined();
    await givenUp;
  });
});
