/** A seed and a number come in, so many inputs are asked of the authorizer and judged; what was counted goes out, with the first input that broke the law. */
import fc from 'fast-check';
import { createAuthorizerFunction } from '../../lambda/authorizer/handler.ts';
import { NOW_MS } from '../fixtures/tokens.ts';
import { CONFIGS, JWKS, SECRET } from './corpus.ts';
import { buildCase, type Plan, plainEvents, plans } from './inputs.ts';
import { type DecisionLine, type Ending, resourcesOf, violationOf } from './law.ts';

export interface FuzzReport {
  /** How often each reason was given; `allow` where there was none. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly failure?: FuzzFailure;
}

/** Nothing in it is a token or a part of one. */
export interface FuzzFailure {
  /** Of the run that failed. */
  readonly seed: number;
  /** What happened, and what the law is. */
  readonly violation: string;
  /** The smallest plan that was found, as JSON; it names tokens by their place in the corpus. */
  readonly plan: string;
}

/** So many inputs make a run of fast-check, which keeps something of each; the next run has the next seed. */
export const INPUTS_A_RUN = 20_000;

/** The same seed asks the same. */
export async function fuzz(seed: number, inputs: number): Promise<FuzzReport> {
  const reasons: Record<string, number> = {};
  const asks = CONFIGS.map((_, index) => asker(index));
  const resources = await knownResources(asks);

  const property = fc.asyncProperty(plans, async (plan) => {
    const one = buildCase(plan);
    const ask = one.jwks === undefined ? asks[one.config] : asker(one.config, one.jwks);
    if (!ask) throw new Error(`there is no configuration ${one.config}`);
    const ending = await ask(one.event);
    const reason = ending.lines[0]?.reason ?? 'allow';
    reasons[reason] = (reasons[reason] ?? 0) + 1;
    const violation = violationOf(one, ending, resources);
    if (violation) throw new Error(violation);
  });

  for (let asked = 0; asked < inputs; asked += INPUTS_A_RUN) {
    const settings = { seed: seed + asked / INPUTS_A_RUN, numRuns: Math.min(INPUTS_A_RUN, inputs - asked) };
    const { failed, counterexample, errorInstance } = await fc.check(property, settings);
    if (failed) return { reasons, failure: toFailure(settings.seed, counterexample?.[0], errorInstance) };
  }
  return { reasons };
}

function toFailure(seed: number, plan: Plan | undefined, error: unknown): FuzzFailure {
  return { seed, violation: (error as Error).message, plan: JSON.stringify(plan) };
}

type Ask = (event: unknown) => Promise<Ending>;

/** An authorizer of one configuration, as a function that catches what it throws and reads what it logs. */
function asker(config: number, jwks: unknown = JWKS): Ask {
  const lines: string[] = [];
  const { handler } = createAuthorizerFunction({
    environment: { AUTHORIZER_CONFIG: JSON.stringify(CONFIGS[config]), SECRET },
    getJson: async () => ({ body: jwks }),
    loadSecret: async () => undefined,
    nowMs: () => NOW_MS,
    elapsedMs: () => 0,
    writeLine: (line) => lines.push(line),
  });
  const decisions = () =>
    lines.splice(0).flatMap((line): DecisionLine[] => {
      const parsed = JSON.parse(line);
      return parsed.message === 'decision' ? [parsed] : [];
    });
  return async (event) => {
    try {
      return { returned: await handler(event), lines: decisions() };
    } catch (thrown) {
      return { thrown, lines: decisions() };
    }
  };
}

/** Every resource that good tokens and bad ones are answered with. */
async function knownResources(asks: readonly Ask[]): Promise<ReadonlySet<string>> {
  const endings = await Promise.all(asks.flatMap((ask) => plainEvents().map(ask)));
  return new Set(endings.flatMap(({ returned }) => resourcesOf(returned)));
}
