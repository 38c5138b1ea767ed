/** `npm run bench:routes`: what a decision costs with many routes beside one with three, for tokens and scope sets that were seen before; interleaved runs, medians, ratios. */
import { createAuthorizerFunction } from '../lambda/authorizer/handler.ts';
import { config } from '../test/fixtures/authorizer.ts';
import { http2Event, restRequestEvent, restTokenEvent } from '../test/fixtures/events.ts';
import { signingKey, token } from '../test/fixtures/tokens.ts';

const ROUNDS = 41;
const DECISIONS_A_ROUND = 2_000;
const FEW = 3;

/** As APIs have them: five routes a resource. */
const CRUD = ['GET /', 'POST /', 'GET /{id}', 'PUT /{id}', 'DELETE /{id}'];

const key = signingKey();
const authorization = `Bearer ${token(key, { claims: { iat: Date.now() / 1000, exp: Date.now() / 1000 + 3_600 } })}`;

interface Row {
  readonly title: string;
  readonly many: number;
  readonly policyScope?: 'api' | 'route';
  /** @param resource the route's path, such as `/resource1/{id}` */
  event(resource: string): unknown;
}

const rows: Row[] = [
  {
    title: 'REST TOKEN, policy for the whole API',
    many: 60,
    event: (resource) => restTokenEvent(authorization, { path: resource.replace('{id}', '1') }),
  },
  {
    title: 'REST REQUEST, policy for one route',
    many: 300,
    policyScope: 'route',
    event: (resource) => restRequestEvent(authorization, { resource, path: resource.replace('{id}', '1') }),
  },
  {
    title: 'HTTP API, simple answer',
    many: 300,
    event: (resource) => http2Event(authorization, { resource, path: resource.replace('{id}', '1') }),
  },
];

console.log(`Node ${process.versions.node}, ${ROUNDS} interleaved rounds of ${DECISIONS_A_ROUND} decisions, medians\n`);
console.log(`${'kind'.padEnd(40)}${'routes'.padStart(8)}${'µs'.padStart(8)}   x ${FEW} routes`);
for (const row of rows) {
  const few = decisions(row, FEW);
  const many = decisions(row, row.many);
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.few.push(await few());
    times.many.push(await many());
  }
  const base = median(times.few);
  console.log(`${row.title.padEnd(40)}${String(FEW).padStart(8)}${base.toFixed(2).padStart(8)}   1.00`);
  console.log(
    `${''.padEnd(40)}${String(row.many).padStart(8)}${median(times.many).toFixed(2).padStart(8)}   ${(median(times.many) / base).toFixed(2)}`,
  );
}

function routeTable(count: number): string[] {
  const resources = Array.from({ length: Math.ceil(count / CRUD.length) }, (_, index) => `/resource${index}`);
  return resources
    .flatMap((resource) => CRUD.map((key) => key.replace('/', `${resource}/`).replace(/\/$/, '')))
    .slice(0, count);
}

/** A round of decisions on routes that the token opens, in a table of so many; microseconds a decision. */
function decisions({ policyScope, event }: Row, count: number): () => Promise<number> {
  const keys = routeTable(count);
  const routes = Object.fromEntries(
    keys.map((key) => [key, [key.startsWith('GET') ? 'read:timesheets' : 'write:timesheets']]),
  );
  const { handler } = createAuthorizerFunction({
    environment: { AUTHORIZER_CONFIG: JSON.stringify(config([key], {}, { routes, policyScope })) },
    getJson: () => Promise.reject(new Error('keys are pinned')),
    loadSecret: () => Promise.reject(new Error('no secret is configured')),
    nowMs: Date.now,
    elapsedMs: () => performance.now(),
    writeLine: () => {},
  });
  const events = keys.filter((key) => key.startsWith('GET')).map((key) => event(key.slice('GET '.length)));
  return async () => {
    const startMs = performance.now();
    for (let count = 0; count < DECISIONS_A_ROUND; count += 1) await handler(events[count % events.length]);
    return ((performance.now() - startMs) * 1000) / DECISIONS_A_ROUND;
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}
