import fc from 'fast-check';
import { ownerOf } from '../../../lambda/timesheets/identity.ts';

test('the owner is the text under the key, byte for byte', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (owner) => {
      expect(ownerOf({ sub: owner }, 'sub')).toBe(owner);
    }),
  );
});

test('the key decides which of the context’s values it is', () => {
  const context = { sub: 'auth0|ada', email: 'ada@example.com' };
  expect(ownerOf(context, 'email')).toBe('ada@example.com');
  expect(ownerOf(context, 'sub')).toBe('auth0|ada');
});

test.each<[string, Record<string, string> | undefined]>([
  ['no context', undefined],
  ['a context without the key', { clientId: 'spa' }],
  ['an empty value', { sub: '' }],
  ['half a character, which would share its partition with every other half', { sub: 'ada\ud800' }],
  ['more than 1024 bytes', { sub: 'é'.repeat(513) }],
])('there is no owner in %s', (_, context) => {
  expect(ownerOf(context, 'sub')).toBeUndefined();
});

test('1024 bytes are an owner', () => {
  expect(ownerOf({ sub: 'é'.repeat(512) }, 'sub')).toBe('é'.repeat(512));
});

test('a key that every object inherits names no owner', () => {
  expect(ownerOf({}, 'constructor')).toBeUndefined();
});
