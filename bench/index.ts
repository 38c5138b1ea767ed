/**
 * `npm run bench`: this authorizer beside minimal ones on other libraries, in ratios. A run of all measurements is written to
 * docs/performance.md; `npm run bench -- load first-allow` makes these two and writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { firstAllow } from './measurements/first-allow.ts';
import { load } from './measurements/load.ts';
import { memory } from './measurements/memory.ts';
import { newToken } from './measurements/new-token.ts';
import { routes } from './measurements/routes.ts';
import { seenToken } from './measurements/seen-token.ts';
import { describeResults, withSection } from './report.ts';
import type { Measurement, Result } from './result.ts';
import { openWorkbench } from './workbench.ts';

const MEASUREMENTS: readonly Measurement[] = [load, firstAllow, newToken, seenToken, routes, memory];
const DOCUMENT = join(import.meta.dirname, '../docs/performance.md');

const names = process.argv.slice(2);
const unknown = names.filter((name) => !MEASUREMENTS.some((measurement) => measurement.name === name));
if (unknown.length > 0) {
  console.error(
    `expected some of ${MEASUREMENTS.map(({ name }) => name).join(', ')}, or none for all; got ${unknown.join(', ')}`,
  );
  process.exit(1);
}

const section = describeResults(
  await measure(names.length === 0 ? MEASUREMENTS : MEASUREMENTS.filter(({ name }) => names.includes(name))),
  {
    node: process.versions.node,
    system: `${type()} ${release()}`,
    cpu: cpus()[0]?.model ?? 'unknown processor',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
  },
);
console.log(section);
if (names.length === 0) {
  writeFileSync(DOCUMENT, withSection(readFileSync(DOCUMENT, 'utf8'), section, process.versions.node));
  console.log(`\nwritten to ${DOCUMENT}`);
}

async function measure(measurements: readonly Measurement[]): Promise<Result[]> {
  const workbench = await openWorkbench();
  try {
    const results: Result[] = [];
    for (const measurement of measurements) {
      console.error(`measuring ${measurement.name} …`);
      results.push(...(await measurement.run(workbench)));
    }
    return results;
  } finally {
    await workbench.close();
  }
}
