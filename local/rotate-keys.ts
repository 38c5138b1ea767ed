/** Makes the running issuer sign with a new key, and prints its `kid`: `npm run rotate-keys -- [--drop-previous]`. */

import { parseArgs } from 'node:util';
import { defaultIssuerUrl } from './demo.ts';
import { callIssuer } from './issuer/call-issuer.ts';
import { rotationPath } from './issuer/rotation.ts';

const USAGE = `usage: npm run rotate-keys [-- options]

  --drop-previous   what the keys before signed is good no longer
  --issuer URL      default: ${defaultIssuerUrl}
  --help            prints this`;

try {
  const { values } = parseArgs({
    options: {
      issuer: { type: 'string', default: defaultIssuerUrl },
      'drop-previous': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else {
    console.log(await rotate(values.issuer, values['drop-previous']));
    const fate = values['drop-previous'] ? 'the old keys are gone' : 'the old keys are still published';
    console.error(`the issuer signs with this key from now on; ${fate}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** @returns the `kid` of the new key */
async function rotate(issuer: string, dropPrevious: boolean): Promise<string> {
  const path = `${rotationPath.slice(1)}?dropPrevious=${dropPrevious}`;
  const response = await callIssuer(issuer, path, { method: 'POST' });
  const answer = (await response.json().catch(() => ({}))) as { kid?: string; message?: string };
  if (answer.kid === undefined) {
    throw new Error(`${response.url} answered ${response.status}: ${answer.message ?? 'is that the local issuer?'}`);
  }
  return answer.kid;
}
