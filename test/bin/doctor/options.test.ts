import { readOptions, USAGE } from '../../../bin/doctor/options.ts';

test('reads every option', () => {
  const given = ['--config', 'a.json', '--kind', 'http-2.0', '--ttl', '60', '--token-lifetime', '300'];
  expect(readOptions([...given, '--offline', '--strict', '--json'])).toEqual({
    config: 'a.json',
    template: undefined,
    function: undefined,
    kind: 'http-2.0',
    ttlSeconds: 60,
    tokenLifetimeSeconds: 300,
    offline: true,
    strict: true,
    json: true,
  });
});

test('asks the issuers, passes warnings and writes text by default', () => {
  expect(readOptions(['--template', 'a.template.json', '--function', 'Authorizer'])).toMatchObject({
    template: 'a.template.json',
    function: 'Authorizer',
    offline: false,
    strict: false,
    json: false,
  });
});

test('helps, whatever else was asked', () => {
  expect(readOptions(['--help', '--ttl', 'an hour'])).toBeUndefined();
});

test.each([
  [[], `found neither --config nor --template, expected one of them\n\n${USAGE}`],
  [['--config', 'a', '--template', 'b'], `found both --config and --template, expected one of them\n\n${USAGE}`],
  [
    ['--config', 'a', '--function', 'F'],
    'found --function and no --template, expected both: it chooses among the functions of a template',
  ],
  [
    ['--template', 'a', '--kind', 'http-2.0'],
    'found --kind or --ttl besides --template, expected them with --config alone: a template says both itself',
  ],
  [
    ['--config', 'a', '--kind', 'rest'],
    '--kind: found something else, expected rest-token, rest-request, http-1.0, http-2.0, websocket or appsync',
  ],
  [
    ['--config', 'a', '--ttl', '300'],
    'found --ttl and no --kind, expected both: how answers are kept depends on the kind of API',
  ],
  [
    ['--config', 'a', '--kind', 'http-2.0', '--ttl', '3601'],
    '--ttl: found no such number, expected seconds from 0 to 3600',
  ],
  [
    ['--config', 'a', '--token-lifetime', '1h'],
    '--token-lifetime: found no such number, expected seconds from 1 to 315360000',
  ],
  [['--config'], `found --config in a way that is not known\n\n${USAGE}`],
  [['eyJhbGciOiJub25lIn0.e30.'], `found an argument in a way that is not known\n\n${USAGE}`],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
});
