/** Makes the running issuer sign with a new key: `npm run rotate-keys -- [--drop-previous] [--issuer http://localhost:9400/]`. */

import { parseArgs } from 'node:util';
import { defaultIssuerUrl } from './demo.ts';
import { callIssuer } from './issuer/call-issuer.ts';
import { rotationPath } from './issuer/rotation.ts';

try {
  const { values } = parseArgs({
    options: {
      issuer: { type: 'string', default: defaultIssuerUrl },
      'drop-previous': { type: 'boolean', default: false },
    },
  });
  const path = `${rotationPath.slice(1)}?dropPrevious=${values['drop-previous']}`;
  const response = await callIssuer(values.issuer, path, { method: 'POST' });
  const answer = (await response.json().catch(() => ({}))) as { kid?: string; message?: string };
  if (answer.kid === undefined) {
    throw new Error(`${response.url} answered ${response.status}: ${answer.message ?? 'is that the local issuer?'}`);
  }
  console.log(answer.kid);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
