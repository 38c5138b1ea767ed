/**
 * `npm run issuer -- [--issuer-port 9400] [--host 127.0.0.1] [--url-host localhost] [--access-token-ttl-seconds 3600]`: runs the local
 * issuer alone until Ctrl-C; prints its URL on stdout and everything else on stderr.
 */

import { parseArgs } from 'node:util';
import { defaultIssuerPort } from '../demo.ts';
import { startIssuer } from './issuer.ts';

function wholeNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new Error(`--${option}: found "${value}", expected a whole number`);
  return Number(value);
}

try {
  const { values } = parseArgs({
    options: {
      'issuer-port': { type: 'string' },
      host: { type: 'string' },
      'url-host': { type: 'string' },
      'access-token-ttl-seconds': { type: 'string' },
    },
  });
  const issuer = await startIssuer({
    port: wholeNumber('issuer-port', values['issuer-port']) ?? defaultIssuerPort,
    host: values.host,
    urlHost: values['url-host'],
    accessTokenTtlSeconds: wholeNumber('access-token-ttl-seconds', values['access-token-ttl-seconds']),
    log: console.error,
  });
  console.log(issuer.issuer);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => issuer.close());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
