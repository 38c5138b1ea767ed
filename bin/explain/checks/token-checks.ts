/** The first rooms: what the configuration is, what was asked, where the token stands and what form it has; pure. */

import type { AuthorizerRequest, UnauthenticatedReason } from '../../../lambda/authorizer/road.ts';
import { REASONS } from '../../../lib/reasons.ts';
import { KIND_NAMES } from '../../tool/kinds.ts';
import { counted, plain, quoted } from '../../tool/words.ts';
import { type CheckRow, failed, notChecked, passed, type Scene } from '../check.ts';
import { isFault, wordsOf } from '../walk.ts';

export const TOKEN_CHECKS: readonly CheckRow[] = [
  {
    id: 'configuration',
    look: ({ where, config: { issuers, routes } }) =>
      passed(`${where}: ${counted(issuers.length, 'issuer')}, ${counted(Object.keys(routes).length, 'route')}`),
  },
  {
    id: 'request',
    look({ walk: { request }, field, note }) {
      if (isFault(request)) return failed(request.reason, wordsOf(request));
      const { kind, target } = request;
      const asked = target?.routeKey ?? (target ? `${target.method} ${target.path}` : (field ?? 'everything'));
      return passed(`${plain(quoted(asked))} of ${KIND_NAMES[kind]}${note === undefined ? '' : `; ${note}`}`);
    },
  },
  {
    id: 'token',
    look({ walk: { token, request }, config: { maxTokenBytes } }) {
      if (!token) return notChecked('there is no request to look in');
      if (!token.ok) return failed(token.error, `${meaningOf(token.error)}${isFault(request) ? '' : slipIn(request)}`);
      return passed(`${Buffer.byteLength(token.value.value)} bytes, of ${maxTokenBytes} at most`);
    },
  },
  {
    id: 'form',
    look({ walk: { token, jwt } }) {
      if (!token?.ok || !jwt) return notChecked('there is no token to look at');
      return jwt.ok
        ? passed('a signed JWT in three parts')
        : failed(jwt.error, `${meaningOf(jwt.error)}${hint(token.value.value)}`);
    },
  },
];

function meaningOf(reason: UnauthenticatedReason): string {
  return REASONS[reason].meaning;
}

/** What is most often given in place of a header's value. */
function slipIn({ presented }: AuthorizerRequest): string {
  const [value = ''] = presented.values.map((one) => one.trim());
  if (/^(?:bearer +)?[{[]/i.test(value)) return ' It is JSON: give the value of its access_token alone.';
  // No header can hold one, so that it never reaches an authorizer.
  return /[\r\n]/.test(value) ? ' It has a line break inside: was it cut into lines where it was copied?' : '';
}

/** What most often makes a JWT malformed. */
function hint(token: string): string {
  const parts = token.split('.').length;
  if (token === 'undefined' || token === 'null')
    return ` It is the word "${token}": the application sent a variable that had no value.`;
  if (/^["']/.test(token)) return ' It is in quotes.';
  if (parts === 1 || parts === 5) return '';
  return parts === 3 ? '' : ` It has ${counted(parts, 'part')}, expected 3: was it cut off?`;
}

/** For the rows that need the claims: why there are none. */
export function whyUnread({ walk: { jwt } }: Scene): string {
  return jwt?.ok ? 'nobody can tell which issuer is meant' : 'the token cannot be read';
}
