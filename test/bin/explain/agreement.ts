/** A configuration, an event and edges come in; they are explained, and how the explanation differs from what the handler itself said goes out, undefined where it does not. */
import { explain } from '../../../bin/explain/explain.ts';
import type { World } from '../../../bin/explain/watched-edges.ts';
import { AuthorizerFault } from '../../../lambda/authorizer/road.ts';

/** How the handler ended, and what it logged. */
export interface Ending {
  readonly returned?: unknown;
  readonly thrown?: unknown;
  readonly outcome?: unknown;
  readonly reason?: unknown;
}

/** The verdict and the answer must be the handler's own; the first check that fails must be the reason, and on allow none. */
export async function disagreement(
  document: string,
  event: unknown,
  world: World,
  ending: Ending,
): Promise<string | undefined> {
  const explanation = await explain(
    {
      document,
      where: 'a test',
      ask: () => ({ event }),
      keys: { offline: false },
      showClaims: false,
      atMs: world.nowMs(),
    },
    world,
  );
  const said = { outcome: ending.outcome, reason: ending.reason, ...answerOf(ending) };
  const explained = {
    outcome: explanation.outcome,
    reason: explanation.reason,
    answer: explanation.answer,
    fault: explanation.fault,
  };
  if (JSON.stringify(said) !== JSON.stringify(explained)) {
    return `the handler: ${said.outcome} ${said.reason}, explained: ${explained.outcome} ${explained.reason}, or another answer`;
  }
  const failed = explanation.checks.find(({ result }) => result === 'failed');
  const decides = failed?.result === 'failed' ? failed.reason : undefined;
  return decides === explanation.reason
    ? undefined
    : `${explanation.reason}, but the first check that fails says ${decides}`;
}

function answerOf({ returned, thrown }: Ending): { readonly answer?: unknown; readonly fault?: string } {
  if (thrown instanceof AuthorizerFault) return { fault: thrown.message };
  if (thrown === undefined) return { answer: { returns: returned } };
  const { message } = thrown as Error;
  return message === 'Unauthorized' ? { answer: { throws: message } } : { fault: message };
}
