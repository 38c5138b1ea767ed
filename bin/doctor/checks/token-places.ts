/** Whether tokens stand where nobody but the API reads them; pure. */
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type FindingKind, finding, quoted } from '../finding.ts';

const TOKEN_IN_ADDRESS: FindingKind = {
  code: 'token_in_address',
  severity: 'warning',
  means:
    'Addresses are kept by proxies, access logs and browsers, and a token with them (RFC 6750 §5.3): whoever reads one can call the API.',
  expected: 'a header; an address only for WebSocket APIs, where a page can set no header',
  remedy: 'Have applications send the header Authorization, and take the parameter out of tokenSources.',
  link: 'docs/kinds.md#where-tokens-are-looked-for',
};

export const tokenPlaces: Check = {
  title: 'places of the token',
  kinds: [TOKEN_IN_ADDRESS],
  find(facts) {
    if (isForWebSockets(facts)) return [];
    const sources = facts.config.tokenSources.filter((source) => source.startsWith('query:'));
    return sources.map((source) => finding(TOKEN_IN_ADDRESS, 'tokenSources', quoted(source)));
  },
};

function isForWebSockets({ config, authorizers }: Facts): boolean {
  return authorizers.length === 0 ? '$connect' in config.routes : authorizers.some(({ kind }) => kind === 'websocket');
}
