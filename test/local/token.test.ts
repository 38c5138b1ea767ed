import { decodeJwt } from 'jose';
import { demoAudience } from '../../local/demo.ts';
import { freePort, type RunningIssuer, runIssuer, runScript } from './issuer/running-issuer.ts';

let running: RunningIssuer;
beforeAll(async () => {
  running = await runIssuer();
});
afterAll(() => running.stop());

const token = (...args: string[]) => runScript('local/token.ts', '--issuer', running.issuer, ...args);

describe('npm run token', () => {
  it.each([
    { args: ['--user', 'author'], sub: 'auth0|author', scope: 'read:timesheets create:timesheets' },
    { args: ['--user', 'author', '--scope', 'read:timesheets'], sub: 'auth0|author', scope: 'read:timesheets' },
    { args: ['--user', 'reader'], sub: 'auth0|reader', scope: 'read:timesheets' },
  ])('prints a JWT alone on one line for $args', async ({ args, sub, scope }) => {
    const { exitCode, stdout, stderr } = await token(...args);

    expect(exitCode).toBe(0);
    expect(/^[\w-]+\.[\w-]+\.[\w-]+\n$/.test(stdout)).toBe(true);
    expect(decodeJwt(stdout.trim())).toMatchObject({ iss: running.issuer, aud: demoAudience, sub, scope });
    expect(stderr).toBe(`token for ${args[1]}, scope: ${scope}\n`);
  });

  const usage =
    'usage: npm run --silent token -- --user reader|author [--scope "read:timesheets"] ' +
    '[--audience https://api.timesheets.example] [--issuer http://localhost:9400/]\n';

  it.each([
    { args: ['--user', 'nobody'], stderr: 'unknown user "nobody": the demo users are reader, author\n' },
    { args: [], stderr: `no user was named\n${usage}` },
    { args: ['--user', 'author', '--colour'], stderr: `Unknown option '--colour'\n${usage}` },
  ])('prints nothing on stdout and says what is wrong with $args', async ({ args, stderr }) => {
    expect(await token(...args)).toEqual({ exitCode: 1, stdout: '', stderr });
  });

  it('says so when the audience is unknown', async () => {
    const { exitCode, stdout, stderr } = await token('--user', 'author', '--audience', 'https://other.example');

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe(
      `${running.issuer} refused the login with invalid_target: unknown audience "https://other.example": this issuer serves ${demoAudience}\n`,
    );
  });

  it('says so when the issuer is not a URL', async () => {
    const result = await runScript('local/token.ts', '--user', 'author', '--issuer', 'localhost');

    expect(result.exitCode).toBe(1);
    expect(result.stderr).toBe(`"localhost" is not a URL: expected the issuer's, such as http://localhost:9400/\n`);
  });

  it('says so when no issuer answers', async () => {
    const nowhere = `http://localhost:${await freePort()}/`;
    const result = await runScript('local/token.ts', '--user', 'author', '--issuer', nowhere);

    expect(result).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `no issuer answers at ${nowhere}: start it with npm start, or name the running one with --issuer\n`,
    });
  });
});
