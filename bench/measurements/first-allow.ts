/** How long it takes from the start of a process to its first Allow, the keys fetched over TLS from a server in another process. */
import { restTokenEvent } from '../../test/fixtures/events.ts';
import { NOTHING, OURS, PEERS } from '../candidates.ts';
import { coldStart } from '../processes.ts';
import { bestOf, type Measurement } from '../result.ts';
import { interleave } from '../rounds.ts';
import { FIRST_RESOURCE } from '../route-table.ts';

const ROUNDS = 31;

export const firstAllow: Measurement = {
  name: 'first-allow',
  async run(workbench) {
    const event = restTokenEvent(workbench.authorization(), { path: FIRST_RESOURCE });
    const contestants = await Promise.all(
      [OURS, ...PEERS, NOTHING].map(async (candidate) => {
        const program = await workbench.program('cold', candidate, { routes: 5 });
        return { name: candidate.name, measure: async () => (await coldStart(program, event)).totalMs };
      }),
    );
    const medians = await interleave(contestants, ROUNDS);
    return [
      {
        title: 'process start to first Allow',
        unit: 'ms',
        medians,
        baseline: bestOf(PEERS, medians),
        goal: { subject: OURS.name, atMost: 0.9 },
      },
    ];
  },
};
