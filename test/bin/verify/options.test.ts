/** What the command line takes, and that no message repeats what was given. */
import { type Options, readOptions, USAGE } from '../../../bin/verify/options.ts';
import { TOKENS } from './model-api.ts';

const URL_OPTION = ['--url', 'https://api.example/prod'];
const ROUTE = ['--route', 'GET /orders'];
const RIGHT = [...URL_OPTION, ...ROUTE];

/** With the token in the environment, unless the test says otherwise. */
function read(
  args: readonly string[],
  environment: Record<string, string> = { VERIFY_TOKEN: TOKENS.token },
  input?: string,
): Promise<Options | undefined> {
  return readOptions(args, environment, async () => {
    if (input === undefined) throw new Error('a test without an input was read');
    return input;
  });
}

test('a URL, a route and a token are enough', async () => {
  expect(await read(RIGHT)).toEqual({
    url: new URL('https://api.example/prod'),
    tokens: { token: TOKENS.token },
    routes: ['GET /orders'],
    deniedRoutes: [],
    openRoutes: [],
    allowWrites: false,
    json: false,
    samples: 10,
  });
});

test('every token may come from the environment', async () => {
  const environment = {
    VERIFY_TOKEN: TOKENS.token,
    VERIFY_DENIED_TOKEN: TOKENS.denied,
    VERIFY_EXPIRED_TOKEN: TOKENS.expired,
    VERIFY_OTHER_AUDIENCE_TOKEN: TOKENS.otherAudience,
  };
  expect((await read(RIGHT, environment))?.tokens).toEqual(TOKENS);
});

test('each - takes the next line of the input, in the order of the help', async () => {
  const args = [...RIGHT, '--expired-token', '-', '--token', '-'];
  const { token, expired } = TOKENS;
  expect((await read(args, {}, `${token}\n\n  ${expired}\r\n`))?.tokens).toEqual({ token, expired });
});

test('an option wins over the environment', async () => {
  const options = await read([...RIGHT, '--token', TOKENS.denied]);
  expect(options?.tokens.token).toBe(TOKENS.denied);
});

test('--help asks for nothing else', async () => {
  expect(await read(['--help'], {})).toBeUndefined();
});

test.each(['http://127.0.0.1:3000/prod', 'http://localhost:3000', 'http://[::1]:3000/'])(
  '%s is loopback',
  async (url) => {
    expect((await read(['--url', url, ...ROUTE]))?.url.href).toBe(new URL(url).href);
  },
);

const EXPECTED_URL = 'expected the base of the API, such as https://abc123.execute-api.eu-west-1.amazonaws.com/prod';

test.each([
  { args: ROUTE, message: `found no --url, ${EXPECTED_URL}\n\n${USAGE}` },
  { args: [...ROUTE, '--url', 'api.example'], message: `--url: found what is no URL, ${EXPECTED_URL}` },
  {
    args: [...ROUTE, '--url', 'http://api.example'],
    message: `--url: found another scheme than https, ${EXPECTED_URL}; http is for loopback alone`,
  },
  {
    args: [...ROUTE, '--url', 'http://127.0.0.1.example.com/'],
    message: `--url: found another scheme than https, ${EXPECTED_URL}; http is for loopback alone`,
  },
  {
    args: [...ROUTE, '--url', 'https://me:secret@api.example/'],
    message: `--url: found a user, a query or a fragment in it, ${EXPECTED_URL}`,
  },
  { args: URL_OPTION, message: `found no route, expected --route "METHOD /path" or --template FILE\n\n${USAGE}` },
  {
    args: [...RIGHT, '--template', 'stack.json'],
    message: 'found --template and --route, expected one of them: the template names the routes itself',
  },
  {
    args: [...RIGHT, '--origin', 'https://app.example/page'],
    message: '--origin: found what is no origin, expected one such as https://app.example.com',
  },
  { args: [...RIGHT, '--kind', 'websocket'], message: '--kind: found something else, expected rest or http' },
  {
    args: [...RIGHT, '--samples', '0'],
    message: '--samples: found what is no such number, expected one from 1 to 999',
  },
  { args: [...RIGHT, '--colour'], message: `found --colour in a way that is not known\n\n${USAGE}` },
  { args: [...RIGHT, '--json=yes'], message: `found --json in a way that is not known\n\n${USAGE}` },
  { args: [...RIGHT, 'more'], message: `found a value without its option, expected every value after one\n\n${USAGE}` },
  {
    args: [...RIGHT, '--denied-token', 'opaque'],
    message:
      '--denied-token: found 6 characters that are no signed JWT, expected a token alone: three parts with dots between them',
  },
])('says what is wrong with $args', async ({ args, message }) => {
  await expect(read(args)).rejects.toThrow(new Error(message));
});

test('says that there is no token', async () => {
  await expect(read(RIGHT, {})).rejects.toThrow(
    new Error(`found no token, expected --token - or VERIFY_TOKEN\n\n${USAGE}`),
  );
  await expect(read([...RIGHT, '--token', '-'], {}, '\n')).rejects.toThrow(
    '--token: found nothing, expected a token alone: three parts with dots between them',
  );
});

describe('a token in a wrong place is not repeated:', () => {
  const { token } = TOKENS;
  test.each([
    ['as a value of nothing', [token]],
    ['as an option', [`--${token}`]],
    ['glued to its option', [`--token${token}`]],
    ['as a short option', [`-t${token}`]],
    ['as a value of an option that takes none', [`--json=${token}`]],
    ['as the URL', ['--url', token]],
    ['with the scheme before it', ['--token', `Bearer ${token}`]],
    ['with a line break in it', ['--token', `${token}\n${token}`]],
    ['as the origin', ['--origin', token]],
    ['as the kind', ['--kind', token]],
    ['as a number', ['--samples', token]],
  ])('%s', async (_where, args) => {
    const message = await read([...RIGHT, ...args]).then(
      () => 'nothing was wrong',
      (error: Error) => error.message,
    );
    expect(message).not.toBe('nothing was wrong');
    expect(token.match(/.{8}/g)?.filter((part) => message.includes(part))).toEqual([]);
  });
});
