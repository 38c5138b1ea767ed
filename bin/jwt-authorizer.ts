#!/usr/bin/env node
/** The package's command, `npx jwt-authorizer TOOL …`: runs the tool that is named first, with the arguments that follow. */
import { argv } from 'node:process';

const TOOLS: Readonly<Record<string, () => Promise<unknown>>> = {
  'attach-plan': () => import('./attach-plan.ts'),
  explain: () => import('./explain.ts'),
  doctor: () => import('./doctor.ts'),
  verify: () => import('./verify.ts'),
};

const [name = ''] = argv.splice(2, 1);
const run = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
if (run) {
  await run();
} else {
  const names = Object.keys(TOOLS);
  console.error(`${name === '' ? 'no tool is named' : `there is no tool "${name}"`}, expected ${names.join(' or ')}`);
  console.error(names.map((tool) => `\n  npx jwt-authorizer ${tool} --help`).join(''));
  process.exitCode = 2;
}
