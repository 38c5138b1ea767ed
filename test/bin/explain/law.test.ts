/**
 * The law of `explain`: its verdict and its answer are the handler's own, and the first check that fails is the reason. What the tables of rejections, attacks,
 * profiles and kinds of API ask of an authorizer is explained as well: their tests run once more here, with every authorizer so watched.
 */
import fc from 'fast-check';
import type { Edges } from '../../../lambda/authorizer/create-authorizer.ts';
import { createAuthorizerFunction } from '../../../lambda/authorizer/handler.ts';
import type * as Authorizers from '../../fixtures/authorizer.ts';
import type * as Events from '../../fixtures/events.ts';
import { NOW_MS } from '../../fixtures/tokens.ts';
import { CONFIGS, JWKS, SECRET } from '../../fuzz/corpus.ts';
import { buildCase, plans } from '../../fuzz/inputs.ts';
import { disagreement, type Ending } from './agreement.ts';
import '../../lambda/authorizer/attacks-algorithm.test.ts';
import '../../lambda/authorizer/attacks-claims.test.ts';
import '../../lambda/authorizer/attacks-document.test.ts';
import '../../lambda/authorizer/attacks-event.test.ts';
import '../../lambda/authorizer/attacks-header.test.ts';
import '../../lambda/authorizer/attacks-keys.test.ts';
import '../../lambda/authorizer/attacks-signature.test.ts';
import '../../lambda/authorizer/kinds.test.ts';
import '../../lambda/authorizer/profiles.test.ts';
import '../../lambda/authorizer/rejections.test.ts';

let explained = 0;

jest.mock('../../fixtures/authorizer.ts', () => {
  const fixtures: typeof Authorizers = jest.requireActual('../../fixtures/authorizer.ts');
  const { restTokenEvent }: typeof Events = jest.requireActual('../../fixtures/events.ts');
  const testAuthorizer: typeof fixtures.testAuthorizer = (document, edges = {}) => {
    const authorizer = fixtures.testAuthorizer(document, edges);
    const text =
      edges.environment?.AUTHORIZER_CONFIG ?? (typeof document === 'string' ? document : JSON.stringify(document));
    const handler: typeof authorizer.handler = async (event, context) => {
      const ending = await endingOf(authorizer.handler(event, context));
      const { outcome, reason } = authorizer.lastDecision();
      explained += 1;
      expect(await disagreement(text, event, worldOf(edges), { ...ending, outcome, reason })).toBeUndefined();
      if ('thrown' in ending) throw ending.thrown;
      return ending.returned;
    };
    const ask: typeof authorizer.ask = (token, route) =>
      handler(restTokenEvent(`Bearer ${token}`, route), { awsRequestId: 'request-1' });
    return { ...authorizer, handler, ask };
  };
  return { ...fixtures, testAuthorizer };
});

async function endingOf(call: Promise<unknown>): Promise<{ returned: unknown } | { thrown: unknown }> {
  return call.then(
    (returned) => ({ returned }),
    (thrown: unknown) => ({ thrown }),
  );
}

/** As the fixture's authorizers have it. */
function worldOf({ environment = {}, getJson, loadSecret, nowMs }: Partial<Edges>) {
  return {
    environment,
    getJson:
      getJson ??
      (async (url: string) => {
        throw new Error(`a test without network asked for ${url}`);
      }),
    loadSecret:
      loadSecret ??
      (async () => {
        throw new Error('a test without secrets asked for one');
      }),
    nowMs: nowMs ?? (() => NOW_MS),
  };
}

test('of 2,000 changed tokens, headers, events and key sets', async () => {
  const edgesWith = (jwks: unknown) => ({
    environment: { SECRET },
    getJson: async () => ({ body: jwks }),
    nowMs: () => NOW_MS,
  });
  const property = fc.asyncProperty(plans, async (plan) => {
    const { config, event, jwks = JWKS } = buildCase(plan);
    const document = JSON.stringify(CONFIGS[config]);
    const world = worldOf(edgesWith(jwks));
    const said: Ending[] = [];
    const { handler } = createAuthorizerFunction({
      ...world,
      environment: { ...world.environment, AUTHORIZER_CONFIG: document },
      elapsedMs: () => 0,
      writeLine: (line) => said.push(JSON.parse(line)),
    });
    const ending = await endingOf(handler(event));
    const { outcome, reason } = said.at(-1) ?? {};
    const violation = await disagreement(document, event, world, { ...ending, outcome, reason });
    if (violation) throw new Error(violation);
  });
  const { failed, counterexample, errorInstance, seed } = await fc.check(property, { numRuns: 2_000 });
  // Only the plan: it names tokens by their place in the corpus.
  expect(
    failed ? { seed, plan: JSON.stringify(counterexample), why: String(errorInstance) } : undefined,
  ).toBeUndefined();
}, 60_000);

test('and there were many of them', () => {
  expect(explained).toBeGreaterThan(1_000);
});
