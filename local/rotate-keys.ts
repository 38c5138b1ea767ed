/** Makes the running issuer sign with a new key: `npm run rotate-keys [-- --drop-previous] [-- --issuer http://localhost:9400/]`. */

import { parseArgs } from 'node:util';
import { defaultIssuerUrl } from './demo.ts';
import { rotationPath } from './issuer/rotation.ts';

try {
  const { values } = parseArgs({
    options: {
      issuer: { type: 'string', default: defaultIssuerUrl },
      'drop-previous': { type: 'boolean', default: false },
    },
  });
  const url = new URL(rotationPath, values.issuer);
  if (values['drop-previous']) url.searchParams.set('dropPrevious', 'true');
  const response = await fetch(url, { method: 'POST' }).catch((cause) => {
    throw new Error(
      `no issuer answers at ${values.issuer}: start it with npm start, or name the running one with --issuer`,
      { cause },
    );
  });
  const answer = (await response.json()) as { kid?: string; message?: string };
  if (answer.kid === undefined) throw new Error(`${url} answered ${response.status}: ${answer.message}`);
  console.log(answer.kid);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
