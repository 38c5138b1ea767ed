/** What a token costs that was never seen, where the keys are there. */
import { restTokenEvent } from '../../test/fixtures/events.ts';
import { JOSE_LOCAL, OURS, PEERS } from '../candidates.ts';
import { hotPath } from '../hot-path.ts';
import type { Measurement } from '../result.ts';
import { FIRST_RESOURCE } from '../route-table.ts';

const STARTS = 3;
/** Short rounds and many of them: one that the machine interrupts is far from the median then. */
const ROUNDS = 67;
const TOKENS_A_ROUND = 25;
const WARM_UP = 1_000;

export const newToken: Measurement = {
  name: 'new-token',
  async run(workbench) {
    const events = Array.from({ length: WARM_UP + ROUNDS * TOKENS_A_ROUND }, () =>
      restTokenEvent(workbench.authorization(), { path: FIRST_RESOURCE }),
    );
    const eventsFile = workbench.eventsFile(events);
    const runners = await Promise.all(
      [OURS, ...PEERS, JOSE_LOCAL].map(async (candidate) => ({
        name: candidate.name,
        program: await workbench.program('loop', candidate, { routes: 60 }),
        eventsFile,
      })),
    );
    return [
      {
        title: 'a new token',
        unit: 'µs',
        medians: await hotPath(runners, {
          starts: STARTS,
          rounds: ROUNDS,
          eventsARound: TOKENS_A_ROUND,
          warmUp: WARM_UP,
        }),
        baseline: JOSE_LOCAL.name,
        goal: { subject: OURS.name, atMost: 1.1 },
      },
    ];
  },
};
