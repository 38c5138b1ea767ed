import { isLoopback, isLoopbackOrigin } from '../../../local/issuer/loopback.ts';

describe('a loopback host', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['', '0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.example', 'localhost.evil.example', '::ffff:10.0.0.1'])(
    'is not "%s"',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

describe('a loopback origin', () => {
  it.each(['http://localhost', 'http://localhost:5173', 'https://127.0.0.1:8443', 'http://[::1]:3000'])(
    'is %s',
    (origin) => {
      expect(isLoopbackOrigin(origin)).toBe(true);
    },
  );

  it.each([
    'null',
    '',
    'http://localhost.evil.example',
    'http://evil.example:80',
    'file://localhost',
    'http://localhost:80@evil.example',
  ])('is not "%s"', (origin) => {
    expect(isLoopbackOrigin(origin)).toBe(false);
  });
});
