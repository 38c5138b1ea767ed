/** `node --import tsx test/fuzz/make-corpus.ts`: writes `corpus.json`, public keys with tokens that they verify. The private keys are kept nowhere, so that nobody can sign with them again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIENCE, ISSUER, secretKey, signingKey, token } from '../fixtures/tokens.ts';

const SECRET = 'of the fuzz alone: thirty-two bytes';
const keys = ['RS256', 'PS256', 'ES256', 'EdDSA'].map((alg) => signingKey({ kid: alg.toLowerCase(), alg }));

/** What issuers write differently. */
const shapes = [
  {},
  { scope: 'create:timesheets' },
  { scope: 'read:timesheets create:timesheets', aud: [AUDIENCE, 'https://issuer.example/userinfo'] },
  { scope: undefined, roles: ['reader'], profile: { address: { city: 'Zürich' } }, exp: 4_102_444_800.5 },
];

const tokens = [
  ...keys.flatMap((key) => shapes.map((claims) => token(key, { claims }))),
  ...shapes.map((claims) => token(secretKey(SECRET), { claims: { iss: `${ISSUER}symmetric`, ...claims } })),
];

const corpus = { jwks: { keys: keys.map(({ jwk }) => jwk) }, secret: SECRET, tokens };
writeFileSync(join(import.meta.dirname, 'corpus.json'), `${JSON.stringify(corpus, undefined, 2)}\n`);
