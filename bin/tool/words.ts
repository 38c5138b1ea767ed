/** Values of a token, times and lists come in, the words for them in a finding go out; pure. */

/** Longer values say no more, and are the caller's. */
const LONGEST_VALUE = 120;
const MOST_VALUES = 20;

/** Characters that a terminal obeys, that turn a line around or that are not there to the eye. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text of the caller's or the issuer's: in quotes unless it is plain, shortened, nothing in it that a terminal would obey. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  const short = text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
  if (typeof value === 'string' && !/^[\w.:/@+~-]+…?$/.test(short)) return visible(JSON.stringify(short));
  return visible(short);
}

/** The text with its unseen characters but line breaks as JSON writes them, so that JSON stays what it is. */
export function visible(text: string): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(UNSEEN, (character) => character.split('').map(escaped).join(''));
}

/** `a`, `a and b`, `a, b and c`; `none` of nothing. */
export function listed(values: readonly unknown[], conjunction: 'and' | 'or' = 'and'): string {
  const words = values.slice(0, MOST_VALUES).map(quoted);
  if (values.length > MOST_VALUES) words.push(`${values.length - MOST_VALUES} more`);
  const last = words.pop() ?? 'none';
  return words.length === 0 ? last : `${words.join(', ')} ${conjunction} ${last}`;
}

/** Words of our own that need no quotes, such as `GET /orders`. */
export function plain(words: string): string {
  return words.replaceAll('"', '');
}

/** `1 key`, `2 keys`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const UNITS = [
  { seconds: 86_400, noun: 'day', from: 172_800 },
  { seconds: 3_600, noun: 'hour', from: 7_200 },
  { seconds: 60, noun: 'minute', from: 60 },
] as const;

/** `3 minutes`, `2 days`: whole units, rounded down. */
export function lasting(seconds: number): string {
  const whole = Math.abs(seconds);
  const unit = UNITS.find(({ from }) => whole >= from);
  return unit ? counted(Math.floor(whole / unit.seconds), unit.noun) : counted(Math.floor(whole), 'second');
}

/** A NumericDate as a moment in UTC; what no calendar has is written as it stands. */
export function moment(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} seconds after 1970` : date.toISOString().replace('.000Z', 'Z');
}
