/** `npm run fuzz -- [--inputs 1000000] [--seed N]`: prints what was asked and how it was answered; exit code 1 where the law was broken. */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({ options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string' } } });
const inputs = Number(values.inputs);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));

console.log(`seed ${seed}, Node ${process.versions.node}`);
const startMs = performance.now();
const { reasons, failure } = await fuzz(seed, inputs);
const seconds = (performance.now() - startMs) / 1000;

const counted = Object.entries(reasons).sort(([, one], [, other]) => other - one);
for (const [reason, count] of counted) console.log(`${reason.padEnd(24)}${String(count).padStart(9)}`);
const asked = counted.reduce((sum, [, count]) => sum + count, 0);
console.log(`${asked} inputs in ${seconds.toFixed(0)} s, ${Math.round(asked / seconds)} a second`);

if (failure) {
  console.error(`\nThe law was broken: ${failure.violation}\n${failure.plan}`);
  console.error(`Again: npm run fuzz -- --seed ${failure.seed} --inputs 20000`);
  process.exitCode = 1;
}
