/** A valid configuration comes in, with where it was found, the options and the edges; the facts that the checks judge go out. */
import type { AuthorizerConfig, AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import type { GetJson } from '../../lambda/authorizer/http-get.ts';
import type { FoundConfiguration } from '../configuration/read-configuration.ts';
import { type AuthorizerFacts, REST_DEFAULT_TTL_SECONDS } from '../configuration/see-authorizers.ts';
import { UNKNOWN } from '../configuration/template-text.ts';
import { listed, plain } from '../tool/words.ts';
import type { NotMade } from './check.ts';
import type { Facts, IssuerFacts } from './facts.ts';
import type { Options } from './options.ts';
import { seeIssuer } from './see-issuer.ts';
import { seeTemplate } from './see-template.ts';

/** What of the options is not about the output. */
export type Asked = Pick<Options, 'kind' | 'ttlSeconds' | 'tokenLifetimeSeconds' | 'offline'>;

/** Everything that is not pure, handed in. */
export interface Edges {
  readonly getJson: GetJson;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
}

/** Everything that the checks read, with what could not be read. An issuer that only AWS knows in full is left out: of its made-up parts nothing true can be said. */
export async function gather(
  { document, template, unknown }: FoundConfiguration,
  config: AuthorizerConfig,
  { kind, ttlSeconds, tokenLifetimeSeconds, offline }: Asked,
  { getJson, nowMs }: Edges,
): Promise<{ readonly facts: Facts; readonly unread: readonly NotMade[] }> {
  const written = JSON.parse(document) as AuthorizerConfigInput;
  const all = config.issuers.map((issuer, index): IssuerFacts => {
    const own = written.issuers[index];
    return {
      path: `issuers[${index}]`,
      config: issuer,
      profile: own?.profile ?? 'generic',
      written: new Set(Object.keys(own ?? {})),
    };
  });
  const [issuers, unknownIssuers] = [all.filter(isKnown), all.filter((one) => !isKnown(one))];
  const seen = offline
    ? issuers
    : await Promise.all(
        issuers.map(async (one) => ({ ...one, sight: await seeIssuer(one.config, config, getJson, nowMs) })),
      );
  const because = `only AWS knows ${plain(listed(unknown))}; once it is deployed, give what is deployed as --config`;
  const left = unknownIssuers.length > 0 ? [{ titles: unknownIssuers.map(({ path }) => path), because }] : [];
  const common = { config, written, issuers: seen, tokenLifetimeSeconds };
  if (template) {
    const { unread, authorizers, environmentBytes, ...facts } = seeTemplate(template.view, template.functionId, config);
    return {
      facts: { ...common, authorizers, environmentBytes, template: facts },
      unread: [...left, ...routesIn(unread)],
    };
  }
  const authorizers: AuthorizerFacts[] = kind
    ? [{ where: '--kind', kind, ttlSeconds: ttlSeconds ?? (kind.startsWith('rest') ? REST_DEFAULT_TTL_SECONDS : 0) }]
    : [];
  const environmentBytes = Buffer.byteLength(`AUTHORIZER_CONFIG${JSON.stringify(written)}`);
  return { facts: { ...common, authorizers, environmentBytes }, unread: left };
}

/** A secret may well be known to AWS alone: nothing looks at it. */
function isKnown({ config: { hmacSecret, ...own } }: IssuerFacts): boolean {
  return !JSON.stringify(own).includes(UNKNOWN);
}

function routesIn(unread: readonly string[]): NotMade[] {
  return unread.map((because) => ({ titles: ['a route'], because }));
}
