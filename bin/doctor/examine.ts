/** A configuration that was found comes in, with the options and the edges; what all checks found goes out. */
import { parseConfig } from '../../lambda/authorizer/config.ts';
import type { FoundConfiguration } from '../configuration/read-configuration.ts';
import type { AuthorizerFacts } from '../configuration/see-authorizers.ts';
import { NEEDS, type NotMade } from './check.ts';
import { configurationFindings } from './checks/configuration.ts';
import { CHECKS } from './checks/index.ts';
import type { IssuerFacts } from './facts.ts';
import type { Finding, Severity } from './finding.ts';
import { type Asked, type Edges, gather } from './gather.ts';

export interface Report {
  /** Where the configuration was found. */
  readonly where: string;
  /** The issuers, where the configuration could be read so far. */
  readonly issuers: readonly string[];
  readonly authorizers: readonly AuthorizerFacts[];
  /** The gravest first. */
  readonly findings: readonly Finding[];
  /** How many checks were made, */
  readonly made: number;
  /** and how many there are. */
  readonly total: number;
  readonly notMade: readonly NotMade[];
}

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

export async function examine(found: FoundConfiguration, options: Asked, edges: Edges): Promise<Report> {
  const checks = CHECKS.flatMap((group) => group.checks);
  const parsed = parseConfig(found.document);
  if (!parsed.ok) {
    return {
      where: found.where,
      issuers: [],
      authorizers: [],
      findings: configurationFindings(parsed.error),
      made: 0,
      total: checks.length,
      notMade: [{ titles: ['everything else'], because: 'correct the configuration first' }],
    };
  }
  const { facts, unread } = await gather(found, parsed.value, options, edges);
  const whyNot = ({ needs }: (typeof checks)[number]) =>
    needs === undefined || NEEDS[needs].isMet(facts) ? undefined : NEEDS[needs].because(facts);
  const made = checks.filter((check) => whyNot(check) === undefined);
  const findings = made.flatMap((check) => check.find(facts));
  return {
    where: found.where,
    issuers: parsed.value.issuers.map(({ issuer }) => issuer),
    authorizers: facts.authorizers,
    findings: findings.toSorted((one, other) => rank(one) - rank(other)),
    made: made.length,
    total: checks.length,
    notMade: [
      ...byCause(
        checks.flatMap((check) => {
          const because = whyNot(check);
          return because === undefined ? [] : [{ title: check.title, because }];
        }),
      ),
      ...facts.issuers.flatMap(unseenMetadata),
      ...unread,
    ],
  };
}

function byCause(unmade: readonly { readonly title: string; readonly because: string }[]): NotMade[] {
  const causes = [...new Set(unmade.map(({ because }) => because))];
  return causes.map((because) => ({
    because,
    titles: unmade.filter((one) => one.because === because).map(({ title }) => title),
  }));
}

/** Without metadata there is nothing to agree with; where keys are missing as well, that is a finding. */
function unseenMetadata({ path, sight }: IssuerFacts): NotMade[] {
  if (!sight || sight.metadata || sight.keys?.problem !== undefined) return [];
  const { problem = 'no metadata was found' } = sight.announcedKeys;
  return [{ titles: [`discovery of ${path}`], because: problem }];
}

function rank({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}
