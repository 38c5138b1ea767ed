#!/usr/bin/env node
/** The package's command, `npx jwt-authorizer TOOL …`: runs the tool that is named first, with the arguments that follow. */
import { argv } from 'node:process';

interface Tool {
  /** What it says, in a line of the usage. */
  readonly says: string;
  readonly run: () => Promise<unknown>;
}

const TOOLS: Readonly<Record<string, Tool>> = {
  explain: {
    says: 'why a token is accepted or refused, check by check',
    run: () => import('./explain.ts'),
  },
  doctor: {
    says: 'before a deployment: what is wrong or unwise about a configuration or a template',
    run: () => import('./doctor.ts'),
  },
  verify: {
    says: 'after it: whether the deployed API answers as it should',
    run: () => import('./verify.ts'),
  },
  'attach-plan': {
    says: 'what attaching the authorizer to an existing HTTP API would do to its routes',
    run: () => import('./attach-plan.ts'),
  },
};

const NAMES = Object.keys(TOOLS);
const WIDTH = Math.max(...NAMES.map((name) => name.length));

const USAGE = `usage: npx jwt-authorizer TOOL [options]

${Object.entries(TOOLS)
  .map(([name, { says }]) => `  ${name.padEnd(WIDTH)}  ${says}`)
  .join('\n')}

The options of each: npx jwt-authorizer TOOL --help
The pages that they name, such as docs/errors.md: in node_modules/jwt-authorizer`;

const [name = ''] = argv.splice(2, 1);
const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
if (tool) {
  await tool.run();
} else if (['--help', '-h', 'help'].includes(name)) {
  console.log(USAGE);
} else {
  console.error(`${whatWasFound()}, expected ${NAMES.join(' or ')}\n\n${USAGE}`);
  process.exitCode = 2;
}

function whatWasFound(): string {
  if (name === '') return 'no tool is named';
  // Anything else may be a token, which is never printed.
  return /^[a-z-]{1,20}$/.test(name) ? `there is no tool "${name}"` : 'the first argument is no tool';
}
