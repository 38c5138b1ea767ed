/** What was fetched comes in, what a person can do where it failed on the way goes out; pure. */
import type { Fetched } from './watched-edges.ts';

const BEHIND_A_PROXY =
  'If you are behind a proxy or a firewall: neither this tool nor the function uses HTTPS_PROXY; fetch the keys with curl and give them as --offline --jwks FILE.';
const NOT_TRUSTED =
  'This machine does not trust the certificate, and the function will not either. For a test, NODE_EXTRA_CA_CERTS=FILE names who signed it; or give the keys as --offline --jwks FILE.';

const REDIRECTED = 'Redirects are not followed: write the address where it leads as issuer or jwksUri.';

/** By Node's code. */
const HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'The certificate has run out: its owner renews it.',
  DEPTH_ZERO_SELF_SIGNED_CERT: NOT_TRUSTED,
  EAI_AGAIN: `No name server answered. ${BEHIND_A_PROXY}`,
  ECONNREFUSED: BEHIND_A_PROXY,
  ECONNRESET: BEHIND_A_PROXY,
  ENOTFOUND: 'There is no such host: look for a slip in the issuer or jwksUri.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host: look at the issuer or jwksUri.',
  ETIMEDOUT: BEHIND_A_PROXY,
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
};

/** @returns a sentence after a full stop, or nothing; of the last failure of which more is to be said than its message says */
export function networkHint(fetched: readonly Fetched[]): string {
  const hints = fetched.flatMap((one) => ('failure' in one ? (hintFor(one.failure) ?? []) : []));
  const last = hints.at(-1);
  return last === undefined ? '' : `. ${last}`;
}

function hintFor({ cause, message }: Error): string | undefined {
  if (message.includes('no complete answer')) return BEHIND_A_PROXY;
  if (/received 30\d$/.test(message)) return REDIRECTED;
  return HINTS[String((cause as NodeJS.ErrnoException | undefined)?.code)];
}
