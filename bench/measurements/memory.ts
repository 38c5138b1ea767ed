/** The most memory that a process holds which loads the bundle and verifies a thousand tokens. */
import { restTokenEvent } from '../../test/fixtures/events.ts';
import { NOTHING, OURS, PEERS } from '../candidates.ts';
import { startLoop } from '../processes.ts';
import type { Measurement } from '../result.ts';
import { interleave } from '../rounds.ts';
import { FIRST_RESOURCE } from '../route-table.ts';

const ROUNDS = 7;
const TOKENS = 1_000;

export const memory: Measurement = {
  name: 'memory',
  async run(workbench) {
    const events = Array.from({ length: TOKENS }, () =>
      restTokenEvent(workbench.authorization(), { path: FIRST_RESOURCE }),
    );
    const eventsFile = workbench.eventsFile(events);
    const contestants = await Promise.all(
      [OURS, ...PEERS, NOTHING].map(async (candidate) => {
        const program = await workbench.program('loop', candidate, { routes: 60 });
        return {
          name: candidate.name,
          async measure() {
            const loop = startLoop(program, eventsFile);
            const { peakMegabytes } = await loop.round({ start: 0, count: TOKENS });
            await loop.stop();
            return peakMegabytes;
          },
        };
      }),
    );
    return [
      {
        title: 'peak memory',
        unit: 'MB',
        medians: await interleave(contestants, ROUNDS),
        baseline: 'aws-jwt-verify',
      },
    ];
  },
};
