/** The name of a tool comes in, how it is called goes out, for usage texts: from a checkout by npm's scripts, from the package by its command. */

/** What the package holds is built (`.mjs`), what a checkout runs is not. */
const IS_CHECKOUT = import.meta.url.endsWith('.ts');

/** @param tool as the package's command has it, such as `attach-plan` */
export function invocationOf(tool: string): string {
  return IS_CHECKOUT ? `npm run --silent ${tool.replace('-', ':')} --` : `npx jwt-authorizer ${tool}`;
}
