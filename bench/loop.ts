/** The child process of the hot path: loads the bundle, then answers the events that each message names, one after the other, and sends back what that took. */
import { readFileSync } from 'node:fs';
import { assertAllows } from './allows.ts';

/** Events `start` to `start + count - 1`; past the last it goes on with the first. */
export interface Round {
  readonly start: number;
  readonly count: number;
}

export interface RoundResult {
  /** One event. */
  readonly microseconds: number;
  /** The most memory that this process ever held. */
  readonly peakMegabytes: number;
}

const [, , bundle = '', file = ''] = process.argv;
const events: readonly unknown[] = JSON.parse(readFileSync(file, 'utf8'));
const { handler } = await import(bundle);

process.on('message', async ({ start, count }: Round) => {
  let answer: unknown;
  const startMs = performance.now();
  for (let index = start; index < start + count; index += 1) answer = await handler(events[index % events.length]);
  const microseconds = ((performance.now() - startMs) * 1000) / count;
  assertAllows(answer);
  process.send?.({ microseconds, peakMegabytes: peakKilobytes() / 1024 } satisfies RoundResult);
});

function peakKilobytes(): number {
  // On Linux, getrusage's figure is not below what the parent held when it started this process; this one is the process's own.
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error('expected VmHWM in /proc/self/status, found none');
  return Number(kilobytes);
}
