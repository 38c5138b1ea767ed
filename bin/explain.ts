/**
 * `npm run --silent explain -- TOKEN --config authorizer.json`: says what the authorizer makes of a token, and why. Exit code 0 where it is allowed, 1
 * where it is refused, 2 where there is no verdict.
 */
import { fstatSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { getJson } from '../lambda/authorizer/http-get.ts';
import { loadSecret } from '../lambda/authorizer/secrets-manager.ts';
import { runExplain } from './explain/command.ts';
import { allowEarlyEnd, terminalOf } from './tool/output.ts';

allowEarlyEnd(process.stdout);
const { stdout, stderr, exitCode } = await runExplain(process.argv.slice(2), {
  environment: process.env,
  getJson,
  loadSecret,
  nowMs: Date.now,
  input: { isPiped: isPiped(), read: () => text(process.stdin) },
  terminal: terminalOf(process.stdout, process.env),
});
if (stdout !== undefined) console.log(stdout);
if (stderr !== undefined) console.error(stderr);
process.exitCode = exitCode;

/** A program that starts this one leaves a socket there, which may never end. */
function isPiped(): boolean {
  const input = fstatSync(process.stdin.fd);
  return input.isFIFO() || input.isFile();
}
