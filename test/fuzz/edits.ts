/** Small changes to tokens and JSON texts, each a row of a table that is applied by its name; pure. */
import { hmacToken, partsOf, publicKeySpellings } from '../fixtures/forgeries.ts';
import { base64url, type SigningKey } from '../fixtures/tokens.ts';
import { JWKS, TOKENS } from './corpus.ts';

/** One change: what is done, where (any number, taken modulo the length), and with what. */
export interface Edit {
  readonly op: keyof typeof EDITS;
  readonly at: number;
  readonly text: string;
}

/** A member written into a JSON object as it stands here, which may be the second of its name. */
export interface Member {
  readonly name: string;
  readonly json: string;
  readonly first: boolean;
}

const PUBLIC_KEYS = Object.values(publicKeySpellings({ jwk: JWKS.keys[0] } as unknown as SigningKey));
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Of an empty text, its only place. */
const anywhere = (token: string, at: number) => (token.length === 0 ? 0 : at % token.length);
/** Changes one of the parts between the dots. */
const part = (token: string, at: number, change: (part: string) => string) => {
  const parts = token.split('.');
  return parts.with(at % parts.length, change(parts[at % parts.length] ?? '')).join('.');
};
/** Changes what a part encodes, and encodes it well again. */
const bytes = (base64: string, change: (bytes: Buffer) => Buffer) =>
  base64url(change(Buffer.from(base64, 'base64url')));

/** A new change is one more row. */
export const EDITS = {
  replace: (token, at, text) => splice(token, anywhere(token, at), 1, text),
  insert: (token, at, text) => splice(token, anywhere(token, at), 0, text),
  remove: (token, at) => splice(token, anywhere(token, at), 1, ''),
  cut: (token, at) => token.slice(0, anywhere(token, at)),
  behead: (token, at) => token.slice(anywhere(token, at)),
  double: (token, at) =>
    splice(token, anywhere(token, at), 0, token.slice(anywhere(token, at), anywhere(token, at) + 16)),
  append: (token, _at, text) => token + text,
  prepend: (token, _at, text) => text + token,
  upperCase: (token, at) => part(token, at, (text) => text.toUpperCase()),
  pad: (token, at) => part(token, at, (text) => `${text}=`),
  plainBase64: (token, at) => part(token, at, (text) => Buffer.from(text, 'base64url').toString('base64')),
  strayBits: (token, at) =>
    part(token, at, (text) => text.slice(0, -1) + (ALPHABET[ALPHABET.indexOf(text.at(-1) ?? '') + 1] ?? '')),
  turnBit: (token, at) =>
    part(token, at, (text) =>
      bytes(text, (all) => {
        const turned = anywhere(text, at) % all.length;
        return Buffer.from(all.map((byte, index) => (index === turned ? byte ^ (1 << (at % 8)) : byte)));
      }),
    ),
  lengthen: (token, at) =>
    part(token, at, (text) => bytes(text, (all) => Buffer.concat([all, Buffer.alloc(1 + (at % 3))]))),
  shorten: (token, at) => part(token, at, (text) => bytes(text, (all) => all.subarray(0, -1))),
  zero: (token, at) => part(token, at, (text) => bytes(text, (all) => Buffer.alloc(all.length))),
  fromAnother: (token, at) => {
    const parts = token.split('.');
    const other = partsOf(TOKENS[at % TOKENS.length] ?? '');
    return parts.with((at % 3) % parts.length, other[at % 3] ?? '').join('.');
  },
  dropPart: (token, at) =>
    token
      .split('.')
      .toSpliced(at % 3, 1)
      .join('.'),
  addPart: (token, at) =>
    token
      .split('.')
      .toSpliced(at % 4, 0, partsOf(token)[at % 3] ?? '')
      .join('.'),
  rotate: (token) => [...token.split('.').slice(1), token.split('.')[0]].join('.'),
  none: (token, at) =>
    part(token, 0, () => base64url(`{"alg":"${['none', 'None', 'NONE', ''][at % 4]}"}`)).replace(
      /[^.]*$/,
      at % 2 ? '' : '$&',
    ),
  confuse: (token, at) =>
    hmacToken(PUBLIC_KEYS[at % PUBLIC_KEYS.length] ?? '', { alg: 'HS256', kid: 'rs256' }, jsonOf(partsOf(token)[1])),
  member: (token, at, text) =>
    part(token, at % 2, (json) =>
      base64url(
        withMember(Buffer.from(json, 'base64url').toString(), {
          name: NAMES[at % NAMES.length] ?? '',
          json: JSON.stringify(text),
          first: at % 3 === 0,
        }),
      ),
    ),
} as const satisfies Record<string, (token: string, at: number, text: string) => string>;

/** Names that the authorizer reads, and names that every object has. */
export const NAMES = [
  'alg',
  'kid',
  'typ',
  'crit',
  'b64',
  'jwk',
  'jku',
  'x5c',
  'iss',
  'aud',
  'sub',
  'exp',
  'nbf',
  'iat',
  'scope',
  'client_id',
  'azp',
  'nonce',
  'token_use',
  '__proto__',
  'constructor',
  'toString',
];

/** What stands at the borders of what is read. */
export const TEXTS = [
  '',
  'A',
  'z',
  '0',
  '-',
  '_',
  '=',
  '+',
  '/',
  '.',
  '..',
  ' ',
  '  ',
  '\t',
  '\n',
  '\r\n',
  '\0',
  ',',
  ';',
  '"',
  '%00',
  'é',
  '\u00a0',
  '\u200b',
  '\u2028',
  '\ufeff',
  '😀',
  '\ud800',
  'none',
  'Bearer ',
  '{}',
  '[]',
  'e30',
  'A'.repeat(20_000),
];

export function applyEdits(token: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { op, at, text: filling }) => EDITS[op](text, at, filling), token);
}

export function withMember(json: string, { name, json: value, first }: Member): string {
  const member = `${JSON.stringify(name)}:${value}`;
  return first ? json.replace(/^\{/, () => `{${member},`) : json.replace(/\}$/, () => `,${member}}`);
}

function splice(text: string, at: number, count: number, filling: string): string {
  return text.slice(0, at) + filling + text.slice(at + count);
}

function jsonOf(base64: string): object {
  try {
    return Object(JSON.parse(Buffer.from(base64, 'base64url').toString()));
  } catch {
    return {};
  }
}
