import { createStore } from '../../../local/issuer/store.ts';

const startMs = 1_800_000_000_000;

describe('the issuer’s memory', () => {
  it('finds what was put in, by id, uid and user code, and keeps the kinds apart', async () => {
    const store = createStore(() => startMs);
    const session = { uid: 'u', userCode: 'c' };
    await store('Session').upsert('1', session, 60);

    expect(await store('Session').find('1')).toEqual(session);
    expect(await store('Session').findByUid('u')).toEqual(session);
    expect(await store('Session').findByUserCode('c')).toEqual(session);
    expect(await store('Grant').find('1')).toBeUndefined();
    expect(await store('Grant').findByUid('u')).toBeUndefined();
  });

  it('forgets what was destroyed', async () => {
    const adapter = createStore(() => startMs)('Session');
    await adapter.upsert('1', {}, 60);
    await adapter.destroy('1');

    expect(await adapter.find('1')).toBeUndefined();
  });

  it('forgets everything under a grant that is revoked, and nothing else', async () => {
    const store = createStore(() => startMs);
    await store('AccessToken').upsert('1', { grantId: 'revoked' }, 60);
    await store('RefreshToken').upsert('2', { grantId: 'revoked' }, 60);
    await store('RefreshToken').upsert('3', { grantId: 'other' }, 60);
    await store('RefreshToken').revokeByGrantId('revoked');

    expect(await store('AccessToken').find('1')).toBeUndefined();
    expect(await store('RefreshToken').find('2')).toBeUndefined();
    expect(await store('RefreshToken').find('3')).toEqual({ grantId: 'other' });
  });

  it('notes in seconds when something was used up', async () => {
    const adapter = createStore(() => startMs)('AuthorizationCode');
    await adapter.upsert('1', {}, 60);
    await adapter.consume('1');

    expect(await adapter.find('1')).toEqual({ consumed: startMs / 1000 });
  });

  it('lets go of what has expired when something new comes in', async () => {
    let nowMs = startMs;
    const adapter = createStore(() => nowMs)('Session');
    await adapter.upsert('short', {}, 60);
    await adapter.upsert('long', {}, 61);
    await adapter.upsert('endless', {});
    nowMs += 60_000;
    await adapter.upsert('new', {}, 60);

    const found = await Promise.all(['short', 'long', 'endless', 'new'].map((id) => adapter.find(id)));
    expect(found).toEqual([undefined, {}, {}, {}]);
  });
});
