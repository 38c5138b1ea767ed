import type { Login } from '../../../web/auth/login.ts';
import { Refusal } from '../../../web/auth/refusal.ts';
import { createSession, type Timers } from '../../../web/auth/session.ts';

/** A clock that stands until it is moved, and fires what is due. */
function standingClock(): Timers & { advance(ms: number): void } {
  let nowMs = 0;
  let id = 0;
  const due = new Map<number, { atMs: number; callback: () => void }>();
  return {
    now: () => nowMs,
    setTimeout(callback, delayMs) {
      due.set(++id, { atMs: nowMs + delayMs, callback });
      return id;
    },
    clearTimeout: (which) => void due.delete(which ?? 0),
    advance(ms) {
      nowMs += ms;
      for (const [which, { atMs, callback }] of [...due]) {
        if (atMs > nowMs) continue;
        due.delete(which);
        callback();
      }
    },
  };
}

function login(changes: Partial<Login> = {}): Login {
  return {
    accessToken: 'first',
    refreshToken: 'refresh',
    idToken: 'id',
    obtainedAtMs: 0,
    expiresAtMs: 600_000,
    scopes: [],
    profile: { sub: 'alex', emailVerified: false },
    ...changes,
  };
}

/** Lets what was resolved be taken up. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('renews a minute before the end, and again from there', async () => {
  const clock = standingClock();
  const renewed: string[] = [];
  const session = createSession(async (before) => {
    renewed.push(before.accessToken);
    return login({ accessToken: `${renewed.length}`, obtainedAtMs: clock.now(), expiresAtMs: clock.now() + 600_000 });
  }, clock);
  session.begin(login());
  clock.advance(539_999);
  expect(renewed).toEqual([]);
  clock.advance(1);
  await settled();
  clock.advance(540_000);
  await settled();
  expect(renewed).toEqual(['first', '1']);
  expect(await session.accessToken()).toBe('2');
});

test('joins a renewal that is under way: a refresh token is used once', async () => {
  const clock = standingClock();
  let asked = 0;
  const session = createSession(async () => {
    asked++;
    return login({ accessToken: 'next', expiresAtMs: 900_000 });
  }, clock);
  session.begin(login());
  expect(await Promise.all([session.renew(), session.renew(), session.renew()])).toEqual([true, true, true]);
  expect(asked).toBe(1);
});

test('an issuer that does not answer ends nothing; no token is handed out past its end, and it is asked again', async () => {
  const clock = standingClock();
  let isUp = false;
  const session = createSession(async () => {
    if (!isUp) throw new TypeError('Failed to fetch');
    return login({ accessToken: 'next', expiresAtMs: clock.now() + 600_000 });
  }, clock);
  session.begin(login());
  clock.advance(600_000);
  await settled();
  expect(await session.accessToken()).toBeUndefined();
  expect(session.state().kind).toBe('active');
  isUp = true;
  clock.advance(5_000);
  await settled();
  expect(await session.accessToken()).toBe('next');
});

test('a refusal ends the login, and who it was stays known', async () => {
  const clock = standingClock();
  const session = createSession(async () => {
    throw new Refusal('invalid_grant', 'refresh token already used');
  }, clock);
  session.begin(login());
  expect(await session.renew()).toBe(false);
  expect(session.state()).toEqual({ kind: 'ended', login: login() });
  expect(await session.accessToken()).toBeUndefined();
});

test('a renewal that comes back after a logout brings no login back', async () => {
  const clock = standingClock();
  let answer = (_login: Login) => {};
  const session = createSession(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
    clock,
  );
  session.begin(login());
  const renewal = session.renew();
  session.end('bye');
  answer(login({ accessToken: 'late' }));
  expect(await renewal).toBe(false);
  expect(session.state()).toEqual({ kind: 'anonymous', notice: 'bye' });
  clock.advance(3_600_000);
  expect(await session.accessToken()).toBeUndefined();
});

test('tells those who listen, until they no longer do', () => {
  const session = createSession(async () => login(), standingClock());
  const seen: string[] = [];
  const stop = session.subscribe(() => seen.push(session.state().kind));
  session.begin(login());
  session.reject();
  stop();
  session.end();
  expect(seen).toEqual(['active', 'ended']);
});
