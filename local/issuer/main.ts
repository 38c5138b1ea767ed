/** Runs the local issuer alone: `node --import tsx local/issuer/main.ts [--issuer-port 9400] [--issuer-host 127.0.0.1]`. */

import { parseArgs } from 'node:util';
import { defaultIssuerPort } from '../demo.ts';
import { startIssuer } from './issuer.ts';

try {
  const { values } = parseArgs({
    options: {
      'issuer-port': { type: 'string', default: String(defaultIssuerPort) },
      'issuer-host': { type: 'string', default: '127.0.0.1' },
    },
  });
  const issuer = await startIssuer({
    port: Number(values['issuer-port']),
    host: values['issuer-host'],
    log: console.error,
  });
  console.log(issuer.issuer);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => issuer.close());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
