/** Settings that are right on a developer's machine, and nowhere else; pure. */
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type FindingKind, finding, quoted } from '../finding.ts';

const INSECURE_HTTP: FindingKind = {
  code: 'insecure_http',
  severity: 'warning',
  means: 'Plain http stays allowed for loopback although no address needs it.',
  expected: 'false',
  remedy: 'Take insecureAllowHttp away.',
  link: 'docs/security.md',
};

const ISSUER_ON_LOOPBACK: FindingKind = {
  code: 'issuer_on_loopback',
  severity: 'note',
  means: 'For development: a function in AWS reaches no issuer there.',
  expected: 'an https address for whatever is deployed',
  remedy: 'Deploy with the issuer of your provider, and without insecureAllowHttp.',
  link: 'docs/sam.md',
};

const UNAUTHENTICATED_DENY: FindingKind = {
  code: 'unauthenticated_deny',
  severity: 'warning',
  means: 'Bad tokens are answered 403 instead of 401, so applications do not know that they should log in anew.',
  expected: '"error" for whatever is deployed',
  remedy: 'Take it away, unless the template is for "sam local", which answers a thrown Unauthorized with 502.',
  link: 'docs/sam.md#what-the-caller-sees',
};

/** Plain http is nowhere else allowed than on loopback and the host of containers, so the scheme tells. */
function addressesOf({ issuers }: Facts['config']): string[] {
  return issuers.flatMap(({ issuer, jwksUri, jwks, hmacSecret }) => (jwks || hmacSecret ? [] : [jwksUri ?? issuer]));
}

export const development: Check = {
  title: 'settings for development',
  kinds: [INSECURE_HTTP, ISSUER_ON_LOOPBACK, UNAUTHENTICATED_DENY],
  find({ config }) {
    const local = addressesOf(config).filter((address) => address.startsWith('http:'));
    return [
      ...(config.insecureAllowHttp && local.length === 0
        ? [finding(INSECURE_HTTP, 'insecureAllowHttp', 'true, and no address with plain http')]
        : []),
      ...local.map((address) => finding(ISSUER_ON_LOOPBACK, 'insecureAllowHttp', `true, and ${quoted(address)}`)),
      ...(config.unauthenticated === 'deny' ? [finding(UNAUTHENTICATED_DENY, 'unauthenticated', '"deny"')] : []),
    ];
  },
};
