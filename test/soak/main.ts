/** `npm run soak -- [--authorizations 1000000] [--seed N]`: measures the heap after forced garbage collections over a long life of one function; exit code 1 where it grows. */
import { parseArgs } from 'node:util';
import { createAuthorizerFunction } from '../../lambda/authorizer/handler.ts';
import { createWorld } from './world.ts';

/** How much higher than in the second quarter the heap may be in the last. */
const MARGIN = 0.03;
const MEASUREMENTS = 100;
const MEBIBYTE = 2 ** 20;

const { values } = parseArgs({
  options: { authorizations: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const authorizations = Number(values.authorizations);
const { gc } = globalThis;
if (!gc) throw new Error('node runs without --expose-gc, so that the heap cannot be measured; use npm run soak');

const world = createWorld(Number(values.seed));
const beganMs = world.nowMs();
const outcomes: Record<string, number> = {};
const { handler, prefetch } = createAuthorizerFunction({
  environment: world.environment,
  getJson: world.getJson,
  loadSecret: async () => undefined,
  nowMs: world.nowMs,
  elapsedMs: world.nowMs,
  writeLine: count,
});
await prefetch();

const startMs = performance.now();
const heap: number[] = [];
for (let done = 1; done <= authorizations; done += 1) {
  // Whatever is thrown has its reason in the decision line.
  await handler(world.nextEvent()).catch(() => {});
  if (done % Math.ceil(authorizations / MEASUREMENTS) === 0) {
    gc();
    heap.push(process.memoryUsage().heapUsed / MEBIBYTE);
  }
}
const seconds = (performance.now() - startMs) / 1000;

console.log(
  `Node ${process.versions.node}, seed ${values.seed}, ${authorizations} authorizations in ${seconds.toFixed(0)} s`,
);
console.log(
  `${JSON.stringify(world.counts)} in ${((world.nowMs() - beganMs) / 3_600_000).toFixed(1)} hours of the world's clock`,
);
for (const [outcome, times] of Object.entries(outcomes).sort(([, one], [, other]) => other - one)) {
  console.log(`${outcome.padEnd(44)}${String(times).padStart(9)}`);
}
const medians = [0, 1, 2, 3].map((quarter) =>
  median(heap.slice((quarter * heap.length) / 4, ((quarter + 1) * heap.length) / 4)),
);
console.log(`heap by quarters, medians in MiB: ${medians.map((value) => value.toFixed(2)).join(', ')}`);

const [, second = 0, , last = Number.NaN] = medians;
const growth = last / second - 1;
console.log(`from the second to the last: ${(growth * 100).toFixed(2)} %, at most ${MARGIN * 100} % allowed`);
const unforeseen = Object.keys(outcomes).filter((name) => /unsupported_event|configuration_invalid/.test(name));
if (unforeseen.length > 0) console.log(`expected no fault but key_set_unavailable, received ${unforeseen.join(', ')}`);
if (!(growth <= MARGIN) || unforeseen.length > 0) process.exitCode = 1;

function count(line: string): void {
  const { message, outcome, reason, tokenCache, event } = JSON.parse(line);
  const name = message === 'decision' ? [outcome, reason, tokenCache].filter(Boolean).join(' ') : `key set: ${event}`;
  outcomes[name] = (outcomes[name] ?? 0) + 1;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
