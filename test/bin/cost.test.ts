import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callsPerMinute, monthlyCost, type Traffic, type Usage } from '../../bin/cost/monthly-cost.ts';
import { costOf, US_EAST_1 } from '../../bin/cost/prices.ts';
import { exampleTable } from '../../bin/cost/table.ts';
import { runScript } from '../local/issuer/running-issuer.ts';

const traffic: Traffic = {
  kind: 'rest',
  requestsPerMinute: 1_000,
  refusedShare: 0,
  callers: 100,
  answersPerCaller: 1,
  ttlSeconds: 300,
};

const usage: Usage = {
  memoryMegabytes: 256,
  billedMs: 4,
  logBytes: 1_000,
  metrics: 10,
  alarmMetrics: 5,
  compositeAlarms: 1,
};

describe('calls of the authorizer', () => {
  it.each([
    // Each answer is kept for 5 minutes, and asked for again a tenth of a minute later: 100 / 5.1.
    ['come once a caller and time of the cache', {}, 19.608],
    ['come once a caller, route and time of the cache', { answersPerCaller: 2 }, 200 / 5.2],
    ['come with every request where nothing is kept', { ttlSeconds: 0 }, 1_000],
    ['come with every request that is refused', { refusedShare: 0.1 }, 100 + 100 / (5 + 1 / 9)],
    ['come with every request of callers who send one in a long time', { callers: 1e9 }, 999.995],
    ['are none without requests', { requestsPerMinute: 0 }, 0],
  ])('%s', (_what, changes, expected) => {
    expect(callsPerMinute({ ...traffic, ...changes })).toBeCloseTo(expected, 3);
  });

  it('are what a cache comes to that requests at random go through', () => {
    // A generator with a fixed seed (Park and Miller), so that every run draws the same requests.
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const keptUntil = new Map<number, number>();
    const minutes = 500;
    let calls = 0;
    for (let request = 0; request < minutes * traffic.requestsPerMinute; request++) {
      const now = request / traffic.requestsPerMinute;
      const caller = Math.floor(random() * traffic.callers);
      if ((keptUntil.get(caller) ?? 0) > now) continue;
      calls++;
      keptUntil.set(caller, now + traffic.ttlSeconds / 60);
    }
    expect(calls / minutes / callsPerMinute(traffic)).toBeCloseTo(1, 1);
  });
});

describe('prices', () => {
  it('fall from tier to tier, each for its own units alone', () => {
    const tiers = [{ units: 10, price: 3 }, { units: 5, price: 2 }, { price: 1 }];
    expect([0, 10, 12, 20].map((units) => costOf(units, tiers))).toEqual([0, 30, 34, 45]);
  });

  it('come to what AWS is quoted with for 60 TB of logs', () => {
    expect(costOf(60_000, US_EAST_1.logs)).toBe(12_500);
  });
});

it('adds up what a month costs', () => {
  // 43,200,000 calls of 4 ms at a quarter of a gigabyte: 43,200 GB-seconds and 40.23 GB of log.
  const cost = monthlyCost({ ...traffic, ttlSeconds: 0 }, usage, US_EAST_1);
  expect(cost.requests).toBe(43_200_000);
  expect(cost.authorizerCalls).toBe(43_200_000);
  // 16.7 calls a second, ten of which take up an instance.
  expect(cost.concurrency).toBeCloseTo(1.667, 3);
  expect(cost.apiGateway).toBeCloseTo(151.2, 6);
  expect(cost.lambda).toBeCloseTo(8.64 + 43_200 * 0.000_013_333_4, 6);
  expect(cost.logs).toBeCloseTo(20.117, 3);
  expect(cost.monitoring).toBeCloseTo(3 + 0.5 + 0.5, 6);
  expect(cost.authorizer).toBeCloseTo(cost.lambda + cost.logs + cost.monitoring, 6);
  expect(cost.authorizerPerMillion).toBeCloseTo(cost.authorizer / 43.2, 6);
});

describe('npm run cost', () => {
  it('prints the worked example, which stands in the docs', async () => {
    const { exitCode, stdout } = await runScript('bin/cost.ts');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${exampleTable()}\n` });
    const page = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
    expect(page).toContain(`\n\n${exampleTable()}\n\n`);
  });

  it('takes a traffic of yours', async () => {
    const { stdout } = await runScript(
      'bin/cost.ts',
      '--requests-per-minute',
      '1000',
      '--kind',
      'http',
      '--callers',
      '9',
    );
    expect(stdout.split('\n')[2]).toMatch(/^\| HTTP API \| 43,200,000 \| /);
  });

  it.each([
    [['--requests-per-minute', 'many'], '--requests-per-minute: found "many", expected a number from 0 to '],
    [
      ['--requests-per-minute', '1', '--refused-share', '2'],
      '--refused-share: found "2", expected a number from 0 to 1',
    ],
    [['--requests-per-minute', '1', '--kind', 'soap'], '--kind: found "soap", expected rest or http'],
  ])('says what is wrong with %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runScript('bin/cost.ts', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(message);
  });
});
