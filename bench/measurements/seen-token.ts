/** What a token costs that was seen before. */
import { restTokenEvent } from '../../test/fixtures/events.ts';
import { OURS, PEERS } from '../candidates.ts';
import { hotPath } from '../hot-path.ts';
import { bestOf, type Measurement } from '../result.ts';
import { FIRST_RESOURCE } from '../route-table.ts';

const STARTS = 3;
/** Short rounds and many of them: one that the machine interrupts is far from the median then. */
const ROUNDS = 67;
const EVENTS_A_ROUND = 100;
const WARM_UP = 5_000;
const TOKENS = 100;

export const seenToken: Measurement = {
  name: 'seen-token',
  async run(workbench) {
    const events = Array.from({ length: TOKENS }, () =>
      restTokenEvent(workbench.authorization(), { path: FIRST_RESOURCE }),
    );
    const eventsFile = workbench.eventsFile(events);
    const runners = await Promise.all(
      [OURS, ...PEERS].map(async (candidate) => ({
        name: candidate.name,
        program: await workbench.program('loop', candidate, { routes: 60 }),
        eventsFile,
      })),
    );
    const medians = await hotPath(runners, {
      starts: STARTS,
      rounds: ROUNDS,
      eventsARound: EVENTS_A_ROUND,
      warmUp: WARM_UP,
    });
    return [
      {
        title: 'a token seen before',
        unit: 'µs',
        medians,
        baseline: bestOf(
          PEERS.filter(({ remembersTokens }) => !remembersTokens),
          medians,
        ),
        goal: { subject: OURS.name, atMost: 1 / 6 },
      },
    ];
  },
};
