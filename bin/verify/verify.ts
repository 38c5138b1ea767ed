/** Options and the time come in, a report goes out; calls the API of the options and nobody else. */
import { createClient } from './client.ts';
import { measureFirst, measureWarm } from './latency.ts';
import type { Options } from './options.ts';
import type { Report } from './report.ts';
import { runChecks } from './run.ts';
import { findTarget } from './target.ts';

/**
 * @param nowMs milliseconds since the epoch
 * @throws UsageError where nothing can be checked
 */
export async function verify(options: Options, nowMs: number): Promise<Report> {
  const { url, tokens, samples } = options;
  const { send, close } = createClient(url);
  try {
    const target = await findTarget(options, send, nowMs);
    const first = await measureFirst(target, send);
    const results = await runChecks(target, send);
    const warm = await measureWarm(target, tokens.token, send, samples);
    return { url, target, results, latencies: [first, ...warm] };
  } finally {
    close();
  }
}
