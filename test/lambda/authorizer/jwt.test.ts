/** How documents are read, where the whole authorizer's tests do not tell the difference. */
import { parseJwt } from '../../../lambda/authorizer/jwt.ts';
import { base64url } from '../../fixtures/tokens.ts';

/** A token whose claims have this one member. */
function parsed(member: string): boolean {
  const value = [JSON.stringify({ alg: 'RS256' }), `{"member":${member}}`, 'signature'].map(base64url).join('.');
  return parseJwt({ value }).ok;
}

describe('claims are nested 100 deep at most, themselves included', () => {
  test.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
    ['arrays and objects', '[{"a":', '}]'],
  ])('as %s', (_title, open, close) => {
    const deep = (count: number) => `${open.repeat(count)}1${close.repeat(count)}`;
    const levels = (open + close).match(/[[{]/g)?.length ?? 0;
    const most = Math.floor(99 / levels);
    expect(parsed(deep(most))).toBe(true);
    expect(parsed(deep(most + 1))).toBe(false);
  });

  test.each([['[]'], ['{}'], ['[{}]'], ['"[[["'], ['"\\"{{{"']])(
    'and %s may stand side by side as often as one likes',
    (member) => {
      expect(parsed(`[${Array.from({ length: 300 }, () => member).join(',')}]`)).toBe(true);
    },
  );
});
