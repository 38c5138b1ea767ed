/** How long a process takes to load the bundle. */
import { NOTHING, OURS, PEERS } from '../candidates.ts';
import { coldStart } from '../processes.ts';
import type { Measurement } from '../result.ts';
import { interleave } from '../rounds.ts';

const ROUNDS = 31;

export const load: Measurement = {
  name: 'load',
  async run(workbench) {
    const contestants = await Promise.all(
      [OURS, ...PEERS, NOTHING].map(async (candidate) => {
        // Pinned: the others fetch their keys with the first request, which is the next measurement's affair.
        const program = await workbench.program('cold', candidate, { routes: 5, pinned: true });
        return { name: candidate.name, measure: async () => (await coldStart(program)).loadMs };
      }),
    );
    return [
      {
        title: 'load of the bundle',
        unit: 'ms',
        medians: await interleave(contestants, ROUNDS),
        baseline: 'aws-jwt-verify',
        goal: { subject: OURS.name, atMost: 0.8 },
      },
    ];
  },
};
