/** A valid configuration comes in, with where it was found, the options and the edges; the facts that the checks judge go out. */
import type { AuthorizerConfig, AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import type { GetJson } from '../../lambda/authorizer/http-get.ts';
import type { FoundConfiguration } from '../configuration/read-configuration.ts';
import type { AuthorizerFacts, Facts, IssuerFacts } from './facts.ts';
import type { Options } from './options.ts';
import { REST_DEFAULT_TTL_SECONDS } from './see-authorizers.ts';
import { seeIssuer } from './see-issuer.ts';
import { seeTemplate } from './see-template.ts';

/** What of the options is not about the output. */
export type Asked = Pick<Options, 'kind' | 'ttlSeconds' | 'tokenLifetimeSeconds' | 'offline'>;

/** Everything that is not pure, handed in. */
export interface Edges {
  readonly getJson: GetJson;
  readonly readFile: (file: string) => string;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
}

/** Everything that the checks read, with what of a template could not be read. */
export async function gather(
  { document, template }: FoundConfiguration,
  config: AuthorizerConfig,
  { kind, ttlSeconds, tokenLifetimeSeconds, offline }: Asked,
  { getJson, readFile, nowMs }: Edges,
): Promise<{ readonly facts: Facts; readonly unread: readonly string[] }> {
  const written = JSON.parse(document) as AuthorizerConfigInput;
  const sights = offline
    ? []
    : await Promise.all(config.issuers.map((issuer) => seeIssuer(issuer, config, getJson, nowMs)));
  const issuers = config.issuers.map((issuer, index): IssuerFacts => {
    const own = written.issuers[index];
    return {
      path: `issuers[${index}]`,
      config: issuer,
      profile: own?.profile ?? 'generic',
      written: new Set(Object.keys(own ?? {})),
      sight: sights[index],
    };
  });
  const common = { config, written, issuers, tokenLifetimeSeconds };
  if (template) {
    const { unread, authorizers, environmentBytes, ...facts } = seeTemplate(
      JSON.parse(readFile(template.json.file)),
      template.functionId,
      config,
    );
    return { facts: { ...common, authorizers, environmentBytes, template: facts }, unread };
  }
  const authorizers: AuthorizerFacts[] = kind
    ? [{ where: '--kind', kind, ttlSeconds: ttlSeconds ?? (kind.startsWith('rest') ? REST_DEFAULT_TTL_SECONDS : 0) }]
    : [];
  const environmentBytes = Buffer.byteLength(`AUTHORIZER_CONFIG${JSON.stringify(written)}`);
  return { facts: { ...common, authorizers, environmentBytes }, unread: [] };
}
