import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { cliClient, demoAudience, emailClaim, webClient } from '../../../local/demo.ts';
import { type Browser, openBrowser } from '../../../local/issuer/browser.ts';
import { logIn, type TokenResponse } from '../../../local/issuer/log-in.ts';
import { authorizationRequest, freePort, type RunningIssuer, runIssuer, runScript } from './running-issuer.ts';

let running: RunningIssuer;
let issuer: string;
beforeAll(async () => {
  running = await runIssuer();
  ({ issuer } = running);
});
afterAll(() => running.stop());

/** Fails with a reason that holds no token. */
async function verify(token: string, audience: string = demoAudience) {
  const keySet = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer));
  return jwtVerify(token, keySet, { issuer, audience, algorithms: ['RS256'] });
}

async function fetchKeys(): Promise<Array<Record<string, string>>> {
  const response = await fetch(new URL('.well-known/jwks.json', issuer));
  return ((await response.json()) as { keys: Array<Record<string, string>> }).keys;
}

async function refresh(refreshToken: string | undefined, at = issuer): Promise<Response> {
  return fetch(new URL('oauth/token', at), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: cliClient.id,
      refresh_token: refreshToken ?? '',
    }),
  });
}

async function userinfo(token: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(new URL('userinfo', issuer), { headers: { authorization: `Bearer ${token}`, ...headers } });
}

describe('discovery', () => {
  it('names the issuer with its trailing slash and the routes that Auth0 has', async () => {
    const response = await fetch(new URL('.well-known/openid-configuration', issuer));

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      issuer: expect.stringMatching(/^http:\/\/localhost:\d+\/$/),
      authorization_endpoint: `${issuer}authorize`,
      token_endpoint: `${issuer}oauth/token`,
      userinfo_endpoint: `${issuer}userinfo`,
      jwks_uri: `${issuer}.well-known/jwks.json`,
      revocation_endpoint: `${issuer}oauth/revoke`,
      end_session_endpoint: `${issuer}oidc/logout`,
    });
  });

  it('publishes one RS256 signature key of 2048 bits and none of its private members', async () => {
    const keys = await fetchKeys();

    expect(keys).toHaveLength(1);
    const [key = {}] = keys;
    expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(key).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
    expect(Buffer.from(key.n ?? '', 'base64url')).toHaveLength(256);
  });
});

describe('access tokens for the demo audience', () => {
  it.each([
    { user: 'reader', scope: undefined, granted: 'read:timesheets' },
    { user: 'author', scope: undefined, granted: 'read:timesheets create:timesheets' },
    { user: 'author', scope: 'read:timesheets', granted: 'read:timesheets' },
    { user: 'reader', scope: 'read:timesheets create:timesheets', granted: 'read:timesheets' },
    { user: 'reader', scope: 'read:timesheets delete:everything', granted: 'read:timesheets' },
  ])('grant $user who asks for $scope exactly $granted', async ({ user, scope, granted }) => {
    const tokens = await logIn({ issuer, user, scope, audience: demoAudience });
    const { payload, protectedHeader } = await verify(tokens.access_token);

    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt', kid: (await fetchKeys())[0]?.kid });
    const { iat = 0, exp = 0, jti, ...claims } = payload;
    expect(exp - iat).toBe(3600);
    expect(jti).toEqual(expect.any(String));
    expect(claims).toEqual({
      iss: issuer,
      aud: demoAudience,
      sub: `auth0|${user}`,
      scope: granted,
      client_id: cliClient.id,
      azp: cliClient.id,
      [emailClaim]: `${user}@timesheets.example`,
    });
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: granted });
    expect(Object.keys(tokens).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
  });

  it('name userinfo in aud, too, where openid was asked for', async () => {
    const tokens = await logIn({ issuer, user: 'reader', scope: 'openid read:timesheets', audience: demoAudience });
    const { payload } = await verify(tokens.access_token);

    expect(payload.aud).toEqual([demoAudience, `${issuer}userinfo`]);
    expect(payload.scope).toBe('openid read:timesheets');
  });

  it('hold no API scope when the user holds none of those asked for', async () => {
    const tokens = await logIn({ issuer, user: 'reader', scope: 'create:timesheets', audience: demoAudience });

    expect((await verify(tokens.access_token)).payload.scope).toBe('openid');
  });

  it('are the same for the resource parameter of RFC 8707', async () => {
    const browser = openBrowser();
    const askForResource: Browser = (url, init) => browser(String(url).replace('audience=', 'resource='), init);
    const tokens = await logIn({ issuer, user: 'reader', browser: askForResource, audience: demoAudience });

    expect((await verify(tokens.access_token)).payload).toMatchObject({ aud: demoAudience, scope: 'read:timesheets' });
  });

  it('are refused for an audience that the issuer does not serve', async () => {
    const attempt = logIn({ issuer, user: 'author', audience: 'https://other.example' });

    await expect(attempt).rejects.toThrow(
      `${issuer} refused the login with invalid_target: unknown audience "https://other.example": this issuer serves ${demoAudience}`,
    );
  });
});

describe('without an audience', () => {
  it('the access token is opaque and opens userinfo', async () => {
    const tokens = await logIn({ issuer, user: 'author', scope: 'openid profile email' });
    expect(tokens.access_token.includes('.')).toBe(false);

    const response = await userinfo(tokens.access_token);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      sub: 'auth0|author',
      name: 'Alex Author',
      nickname: 'author',
      initials: 'AA',
      picture: expect.stringMatching(/^data:image\/svg\+xml,/),
      email: 'author@timesheets.example',
      email_verified: true,
    });
  });

  it('nothing asked for at all is a login alone', async () => {
    const tokens = await logIn({ issuer, user: 'reader' });

    expect(tokens.scope).toBe('openid');
  });

  it('API scopes are not granted', async () => {
    const tokens = await logIn({ issuer, user: 'author', scope: 'openid read:timesheets' });

    expect(tokens.scope).toBe('openid');
  });
});

describe('the ID token', () => {
  it.each([demoAudience, undefined])('tells the app who logged in for the audience %s', async (audience) => {
    const tokens = await logIn({ issuer, user: 'reader', scope: 'openid profile email', audience });
    const { payload } = await verify(tokens.id_token ?? '', cliClient.id);

    expect(payload).toMatchObject({
      sub: 'auth0|reader',
      name: 'Robin Reader',
      nickname: 'reader',
      email: 'reader@timesheets.example',
      picture: expect.stringMatching(/^data:image\/svg\+xml,/),
    });
  });
});

describe('the login', () => {
  it('refuses an ID token that answers another request', async () => {
    const browser = openBrowser();
    const otherNonce: Browser = (url, init) => browser(String(url).replace(/nonce=[^&]+/, 'nonce=other'), init);
    const attempt = logIn({ issuer, user: 'reader', scope: 'openid', browser: otherNonce });

    await expect(attempt).rejects.toThrow(`${issuer} answered with an ID token of another login: start it again`);
  });
});

describe('userinfo with a JWT', () => {
  it('answers what the scopes open', async () => {
    const tokens = await logIn({ issuer, user: 'author', scope: 'openid email', audience: demoAudience });
    const response = await userinfo(tokens.access_token, { origin: 'http://localhost:5173' });

    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(await response.json()).toEqual({
      sub: 'auth0|author',
      email: 'author@timesheets.example',
      email_verified: true,
    });
  });

  it('answers 403 where openid was not granted', async () => {
    const tokens = await logIn({ issuer, user: 'author', audience: demoAudience });
    const response = await userinfo(tokens.access_token);

    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", error_description="the access token lacks the scope openid"',
    );
  });

  it.each([
    { what: 'an altered signature', spoil: ({ access_token }: TokenResponse) => `${access_token.slice(0, -6)}AAAAAA` },
    { what: 'an ID token', spoil: ({ id_token }: TokenResponse) => id_token ?? '' },
  ])('answers 401 to $what', async ({ spoil }) => {
    const tokens = await logIn({ issuer, user: 'author', scope: 'openid', audience: demoAudience });
    const response = await userinfo(spoil(tokens));

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: 'invalid_token',
      error_description: 'the access token is not a valid one of this issuer',
    });
  });
});

describe('refresh tokens', () => {
  const request = { user: 'author', scope: 'openid offline_access read:timesheets', audience: demoAudience };

  it('rotate: each works once, and a second use ends the whole family', async () => {
    const first = await logIn({ issuer, ...request });
    const answer = await refresh(first.refresh_token);
    expect(answer.status).toBe(200);
    const second = (await answer.json()) as TokenResponse;
    expect(second.refresh_token === first.refresh_token).toBe(false);
    expect((await verify(second.access_token)).payload.scope).toBe('openid offline_access read:timesheets');

    const reuse = await refresh(first.refresh_token);
    expect(reuse.status).toBe(400);
    expect(await reuse.json()).toMatchObject({ error: 'invalid_grant' });
    const heir = await refresh(second.refresh_token);
    expect(heir.status).toBe(400);
    expect(await heir.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('are not given where offline_access was not asked for', async () => {
    const tokens = await logIn({ issuer, ...request, scope: 'openid read:timesheets' });

    expect('refresh_token' in tokens).toBe(false);
  });

  it('end when they are revoked', async () => {
    const tokens = await logIn({ issuer, ...request });
    const revocation = await fetch(new URL('oauth/revoke', issuer), {
      method: 'POST',
      body: new URLSearchParams({ client_id: cliClient.id, token: tokens.refresh_token ?? '' }),
    });

    expect(revocation.status).toBe(200);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
  });
});

describe('a single-page app on loopback', () => {
  it.each(['http://localhost:5173', 'http://localhost:4200/', 'http://127.0.0.1:3001/callback'])(
    'may be called back at %s',
    async (redirectUri) => {
      const tokens = await logIn({
        issuer,
        user: 'reader',
        clientId: webClient.id,
        redirectUri,
        audience: demoAudience,
      });

      expect((await verify(tokens.access_token)).payload.azp).toBe(webClient.id);
    },
  );

  it('may call the token endpoint from its origin, and no other site may', async () => {
    const call = (origin: string) =>
      fetch(new URL('oauth/token', issuer), {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ grant_type: 'refresh_token', client_id: webClient.id, refresh_token: 'none' }),
      });

    const own = await call('http://localhost:5173');
    expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(await own.json()).toMatchObject({ error: 'invalid_grant' });
    const foreign = await call('https://evil.example');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect(await foreign.json()).toMatchObject({ error: 'invalid_request' });
  });
});

describe('key rotation', () => {
  it('signs with the new key, publishes both and keeps sessions and refresh tokens', async () => {
    const browser = openBrowser();
    const before = await logIn({
      issuer,
      browser,
      user: 'author',
      scope: 'openid offline_access read:timesheets',
      audience: demoAudience,
    });
    const oldKid = decodeProtectedHeader(before.access_token).kid;

    const response = await fetch(new URL('local/rotate-keys', issuer), { method: 'POST' });
    expect(response.status).toBe(200);
    const { kid } = (await response.json()) as { kid: string };
    expect(kid).not.toBe(oldKid);

    expect((await fetchKeys()).map((key) => key.kid)).toEqual([kid, oldKid]);
    expect((await verify(before.access_token)).payload.sub).toBe('auth0|author');
    const refreshed = (await (await refresh(before.refresh_token)).json()) as TokenResponse;
    expect((await verify(refreshed.access_token)).protectedHeader.kid).toBe(kid);
    const silent = await browser(authorizationRequest(issuer, { prompt: 'none' }));
    expect(new URL(silent.headers.get('location') ?? '').searchParams.has('code')).toBe(true);
  });

  it('takes the previous keys out of the key set on demand', async () => {
    const { exitCode, stdout } = await runScript('local/rotate-keys.ts', '--issuer', issuer, '--drop-previous');

    expect(exitCode).toBe(0);
    expect((await fetchKeys()).map((key) => `${key.kid}\n`)).toEqual([stdout]);
  });

  it('is refused to web pages', async () => {
    const before = await fetchKeys();
    const response = await fetch(new URL('local/rotate-keys', issuer), {
      method: 'POST',
      headers: { origin: 'http://localhost:5173' },
    });

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      message: 'only a command on this machine may rotate the keys: use npm run rotate-keys there',
    });
    expect(await fetchKeys()).toEqual(before);
  });

  it('answers 405 to anything but POST', async () => {
    const response = await fetch(new URL('local/rotate-keys', issuer));

    expect(response.status).toBe(405);
    expect(await response.json()).toEqual({ message: 'found GET, expected POST: use npm run rotate-keys' });
  });

  it('says so when no issuer answers', async () => {
    const nowhere = `http://localhost:${await freePort()}/`;
    const result = await runScript('local/rotate-keys.ts', '--issuer', nowhere);

    expect(result).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `no issuer answers at ${nowhere}: start it with npm start, or name the running one with --issuer\n`,
    });
  });
});

describe('starting', () => {
  it('makes other keys each time', async () => {
    const other = await runIssuer();
    const response = await fetch(new URL('.well-known/jwks.json', other.issuer));
    const { keys } = (await response.json()) as { keys: Array<Record<string, string>> };
    await other.stop();

    expect(keys).toHaveLength(1);
    expect((await fetchKeys()).map((key) => key.n)).not.toContain(keys[0]?.n);
  });

  it('names a busy port and the way out', async () => {
    const { port } = new URL(issuer);
    const { exitCode, stdout, stderr } = await runScript('local/issuer/main.ts', '--issuer-port', port);

    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n').at(-1)).toBe(
      `port ${port} on 127.0.0.1 is in use: stop what listens there or choose another with --issuer-port`,
    );
  });

  it('takes another lifetime for access tokens', async () => {
    const own = await runIssuer('--access-token-ttl-seconds', '60');
    const tokens = await logIn({ issuer: own.issuer, user: 'reader', audience: demoAudience });
    await own.stop();

    const { iat = 0, exp = 0 } = decodeJwt(tokens.access_token);
    expect(exp - iat).toBe(60);
    expect(tokens.expires_in).toBe(60);
  });

  it('warns when other machines can reach it', async () => {
    const open = await runIssuer('--host', '0.0.0.0');
    const stderr = await open.stop();

    expect(open.issuer).toMatch(/^http:\/\/localhost:\d+\/$/);
    expect(stderr).toContain('warning: the issuer listens on 0.0.0.0: whoever reaches it can log in as a demo user\n');
  });

  it('calls itself by the host that containers know, and answers this machine all the same', async () => {
    const own = await runIssuer('--url-host', 'host.docker.internal');
    const { port } = new URL(own.issuer);
    const metadata = await fetch(`http://localhost:${port}/.well-known/openid-configuration`);
    const tokens = await logIn({ issuer: `http://localhost:${port}/`, user: 'reader', audience: demoAudience });
    await own.stop();

    expect(own.issuer).toBe(`http://host.docker.internal:${port}/`);
    expect(await metadata.json()).toMatchObject({ issuer: own.issuer });
    expect(decodeJwt(tokens.access_token).iss).toBe(own.issuer);
  });
});

describe('the log', () => {
  it('says why a request was refused and never holds a token', async () => {
    const own = await runIssuer();
    const scope = 'openid offline_access read:timesheets';
    const tokens = await logIn({ issuer: own.issuer, user: 'author', scope, audience: demoAudience });
    await refresh(tokens.refresh_token, own.issuer);
    await refresh(tokens.refresh_token, own.issuer);
    await fetch(authorizationRequest(own.issuer, { code_challenge: undefined }), { redirect: 'manual' });
    const stderr = await own.stop();

    expect(stderr).toContain('refused a token: invalid_grant: grant request is invalid: refresh token already used\n');
    expect(stderr).toContain('refused a login: invalid_request: ');
    const secrets = [
      ...tokens.access_token.split('.'),
      ...(tokens.id_token ?? '').split('.'),
      tokens.refresh_token ?? '',
    ];
    expect(secrets.filter((secret) => stderr.includes(secret))).toHaveLength(0);
  });
});
