/** How long it takes from the start of a process to its first Allow, the keys fetched over TLS from a server in another process, and how much of it the first request waits once init is over. */
import { restTokenEvent } from '../../test/fixtures/events.ts';
import { NOTHING, OURS, PEERS } from '../candidates.ts';
import { coldStart } from '../processes.ts';
import { bestOf, type Measurement } from '../result.ts';
import { interleave, median } from '../rounds.ts';
import { FIRST_RESOURCE } from '../route-table.ts';

const ROUNDS = 31;

export const firstAllow: Measurement = {
  name: 'first-allow',
  async run(workbench) {
    const event = restTokenEvent(workbench.authorization(), { path: FIRST_RESOURCE });
    const contestants = await Promise.all(
      [OURS, ...PEERS, NOTHING].map(async (candidate) => {
        const program = await workbench.program('cold', candidate, { routes: 5 });
        const requests: number[] = [];
        const measure = async () => {
          const { totalMs, requestMs } = await coldStart(program, event);
          requests.push(requestMs);
          return totalMs;
        };
        return { name: candidate.name, measure, requests };
      }),
    );
    const medians = await interleave(contestants, ROUNDS);
    const waits = new Map(contestants.map(({ name, requests }) => [name, median(requests)]));
    return [
      {
        title: 'process start to first Allow',
        unit: 'ms',
        medians,
        baseline: bestOf(PEERS, medians),
        goal: { subject: OURS.name, atMost: 0.9 },
      },
      { title: 'of it the first request', unit: 'ms', medians: waits, baseline: bestOf(PEERS, waits) },
    ];
  },
};
