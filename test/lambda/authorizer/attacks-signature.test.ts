/** Forged signatures, keys and extensions that a header brings along; each with its exact reason. */
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { getJson } from '../../../lambda/authorizer/http-get.ts';
import { config, testAuthorizer } from '../../fixtures/authorizer.ts';
import { p1363, partsOf, signatureOf, toDer, withSignature } from '../../fixtures/forgeries.ts';
import { serve } from '../../fixtures/servers.ts';
import { base64url, ISSUER, secretKey, signedToken, signingKey, token, VALID_CLAIMS } from '../../fixtures/tokens.ts';
import { type Attack, expectRefused } from './attack.ts';

const rsa = signingKey();
const pss = signingKey({ kid: 'pss', alg: 'PS256' });
const ec = signingKey({ kid: 'ec', alg: 'ES256' });
const ec384 = signingKey({ kid: 'ec384', alg: 'ES384' });
const ed = signingKey({ kid: 'ed', alg: 'EdDSA' });
const attacker = signingKey();
const published = [rsa, pss, ec, ec384, ed];
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;

const valid = { rsa: token(rsa), pss: token(pss), ec: token(ec), ed: token(ed) };
const payload = base64url(JSON.stringify(VALID_CLAIMS));

const forged = (title: string, reason: Attack['reason'], value: string): Attack => ({
  title,
  reason,
  token: value,
  issuer: { algorithms: [...algorithms] },
});

/** RFC 8725 §3.10: what a header says of keys is the caller's own word. */
const ownKeys: Attack[] = [
  { jwk: attacker.jwk },
  { jwk: { ...attacker.jwk, kid: undefined } },
  { jwk: secretKey('a secret of thirty-two bytes, ok').privateKey.export({ format: 'jwk' }) },
  { x5c: ['MIIB'] },
  { x5t: base64url('thumbprint') },
  { 'x5t#S256': base64url('thumbprint') },
].map((header) =>
  forged(
    `a ${Object.keys(header)[0]} header with a key of the attacker`,
    'invalid_signature',
    token(attacker, { header }),
  ),
);

/** RFC 7515 §4.1.11; RFC 7797; RFC 7519 §5.2. */
const extensions: Attack[] = [
  ...[['exp'], ['alg'], ['b64'], ['http://example.com/UNDEFINED'], [], [1], 'exp', {}, null, true].map((crit) =>
    forged(`crit ${JSON.stringify(crit)}`, 'malformed_token', token(rsa, { header: { crit, exp: 1, b64: true } })),
  ),
  ...[false, 'false', 0, null].map((b64) =>
    forged(`b64 ${JSON.stringify(b64)}`, 'malformed_token', token(rsa, { header: { b64 } })),
  ),
  forged(
    'an unencoded payload',
    'malformed_token',
    token(rsa, { header: { b64: false, crit: ['b64'] } }).replace(payload, 'claims'),
  ),
  forged('a nested token', 'malformed_token', signedToken(rsa, '{"alg":"RS256","kid":"key-1","cty":"JWT"}', valid.rsa)),
  forged(
    'a nested token as a JSON text',
    'malformed_token',
    signedToken(rsa, '{"alg":"RS256","kid":"key-1","cty":"JWT"}', JSON.stringify(valid.rsa)),
  ),
  forged(
    'a nested token with five parts around it',
    'encrypted_token',
    `${base64url('{"alg":"dir","enc":"A256GCM","cty":"JWT"}')}..${base64url('iv')}.${base64url(valid.rsa)}.${base64url('tag')}`,
  ),
  forged('five parts whose first is a good header', 'encrypted_token', `${valid.rsa}.x.y`),
  forged('four parts', 'malformed_token', `${valid.rsa}.`),
  forged('six parts', 'malformed_token', `${valid.rsa}...`),
  forged(
    'a JSON serialization',
    'opaque_token',
    JSON.stringify({ payload: 'e30', signatures: [] }).replaceAll(',', ''),
  ),
];

const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const [r, s] = [0, 32].map((start) =>
  BigInt(
    `0x${signatureOf(valid.ec)
      .subarray(start, start + 32)
      .toString('hex')}`,
  ),
) as [bigint, bigint];

/** "Psychic signatures" (CVE-2022-21449) and their kin. */
const ecdsa: Attack[] = (
  [
    ['r = s = 0', p1363(0n, 0n)],
    ['r = 0', p1363(0n, s)],
    ['s = 0', p1363(r, 0n)],
    ['r = s = 1', p1363(1n, 1n)],
    ['r = s = n', p1363(N, N)],
    ['r + n, which is the same number', p1363((r + N) % 2n ** 256n, s)],
    ['s = n', p1363(r, N)],
    ['r = n + 1', p1363(N + 1n, s)],
    ['r and s as large as they can be', Buffer.alloc(64, 0xff)],
    ['r and s exchanged', p1363(s, r)],
    ['r and s in more bytes', p1363(r, s, 33)],
    ['r and s in as many bytes as ES384 has', p1363(r, s, 48)],
    ['DER instead of two integers', toDer(signatureOf(valid.ec))],
    ['DER of zeros', toDer(p1363(1n, 1n))],
    ['zeros of the length of DER', Buffer.alloc(72)],
    ['r alone', signatureOf(valid.ec).subarray(0, 32)],
    ['no signature', Buffer.alloc(0)],
  ] as const
).map(([title, signature]) => forged(`ES256: ${title}`, 'invalid_signature', withSignature(valid.ec, signature)));

const cutAndExtended: Attack[] = Object.entries(valid).flatMap(([name, value]) => {
  const signature = signatureOf(value);
  const other = Buffer.from(signature);
  other.writeUInt8(other.readUInt8(0) ^ 1);
  return (
    [
      ['cut by a byte', signature.subarray(0, -1)],
      ['without its first byte', signature.subarray(1)],
      ['with a byte more', Buffer.concat([signature, Buffer.alloc(1)])],
      ['with a byte before it', Buffer.concat([Buffer.alloc(1), signature])],
      ['twice', Buffer.concat([signature, signature])],
      ['of one byte', Buffer.alloc(1)],
      ['of zeros', Buffer.alloc(signature.length)],
      ['backwards', Buffer.from(signature).reverse()],
      ['with one bit turned', other],
    ] as const
  ).map(([title, bytes]) => forged(`${name}: a signature ${title}`, 'invalid_signature', withSignature(value, bytes)));
});

/** Each part is good, but of another token. */
const spliced: Attack[] = [
  forged(
    'the header of one token, the rest of another',
    'invalid_signature',
    [partsOf(token(rsa, { header: { typ: 'JWT' } }))[0], ...partsOf(valid.rsa).slice(1)].join('.'),
  ),
  forged(
    'the payload of a token for another audience',
    'invalid_signature',
    withSignature(token(rsa, { claims: { sub: 'admin' } }), signatureOf(valid.rsa)),
  ),
  forged('the parts in another order', 'malformed_token', partsOf(valid.rsa).reverse().join('.')),
];

test.each([...ownKeys, ...extensions, ...ecdsa, ...cutAndExtended, ...spliced])('refuses $title as $reason', (attack) =>
  expectRefused(attack, published),
);

describe('the addresses that a header names', () => {
  /** Counts connections, not requests: a TLS handshake that fails is a contact as well. */
  async function listen() {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      connections: () => connections,
      close: () => new Promise<unknown>((resolve) => server.close(resolve)),
    };
  }

  test.each(['https', 'http'])('are never asked over %s, whether the kid is known or not', async (scheme) => {
    const evil = await listen();
    const issuer = await serve({ '/jwks': { keys: [rsa.jwk] } });
    const url = `${scheme}://${evil.host}/jwks`;
    const remote = config([], { jwks: undefined, jwksUri: `${issuer.url}/jwks` }, { insecureAllowHttp: true });
    const authorizer = testAuthorizer(remote, { getJson });
    try {
      for (const kid of ['key-1', 'key-2', url, undefined]) {
        for (const header of [{ jku: url }, { x5u: url }, { jku: url, x5u: url, jwk: attacker.jwk }]) {
          await expect(authorizer.ask(token(attacker, { header: { ...header, kid } }))).rejects.toThrow('Unauthorized');
        }
      }
      await expect(authorizer.ask(token(attacker, { claims: { iss: `${scheme}://${evil.host}/` } }))).rejects.toThrow(
        'Unauthorized',
      );
      expect(evil.connections()).toBe(0);
      expect(new Set(issuer.requests)).toEqual(new Set(['/jwks']));

      const limits = { timeoutMs: 1_000, maxBytes: 100, insecureAllowHttp: true };
      await expect(getJson(url, limits)).rejects.toThrow(`GET ${url}`);
      expect(evil.connections()).toBe(1);
    } finally {
      await Promise.all([evil.close(), issuer.close()]);
    }
  });
});

describe('what looks odd and is the issuer’s own', () => {
  test.each([
    [
      'header parameters that nobody knows',
      token(rsa, { header: { zip: 'DEF', cty: 'JWT', foo: 1, jku: ISSUER, x5t: 'a' } }),
    ],
    ['b64 true, which is the default', token(rsa, { header: { b64: true } })],
    [
      'the other form of an ECDSA signature, which anyone can compute and which says the same',
      withSignature(valid.ec, p1363(r, N - s)),
    ],
    ['no kid where one key fits', token(ec, { header: { kid: undefined } })],
  ])('is accepted: %s', async (_title, value) => {
    const authorizer = testAuthorizer(config([rsa, ec], { algorithms: ['RS256', 'ES256'] }));
    await authorizer.ask(value);
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'allow' });
  });
});
