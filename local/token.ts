/** Prints an access token alone on stdout: `npm run --silent token -- --user author [--scope "…"] [--audience …] [--issuer …]`. */

import { parseArgs } from 'node:util';
import { defaultIssuerUrl, demoAudience, demoUsers } from './demo.ts';
import { logIn } from './issuer/log-in.ts';

const usage = `usage: npm run --silent token -- --user ${demoUsers.map(({ id }) => id).join('|')} [--scope "read:timesheets"] [--audience ${demoAudience}] [--issuer ${defaultIssuerUrl}]`;

try {
  const { values } = parseArgs({
    options: {
      user: { type: 'string' },
      scope: { type: 'string' },
      audience: { type: 'string', default: demoAudience },
      issuer: { type: 'string', default: defaultIssuerUrl },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(usage);
  else if (values.user === undefined) throw new Error(`no user was named\n${usage}`);
  else {
    const { access_token: accessToken, scope } = await logIn({ ...values, user: values.user });
    console.error(`token for ${values.user}, scope: ${scope}`);
    console.log(accessToken);
  }
} catch (error) {
  const unknownOption =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  console.error(error instanceof Error ? `${error.message}${unknownOption ? `\n${usage}` : ''}` : String(error));
  process.exitCode = 1;
}
