import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { APIGatewayProxyResult } from 'aws-lambda';
import fc from 'fast-check';
import { createTimesheet } from '../../../lambda/timesheets/create-timesheet.ts';
import { listTimesheets } from '../../../lambda/timesheets/list-timesheets.ts';
import { type Edge, serve } from '../../../lambda/timesheets/serve.ts';
import { Timesheets } from '../../../lib/timesheets.ts';
import { type LocalTable, startTable } from '../../../local/table.ts';
import { type Asked, contextOf, httpEvent, restEvent } from './events.ts';

const TABLE_NAME = 'timesheets';

let table: LocalTable;

beforeAll(async () => {
  process.env.CDK_VALIDATION = 'false';
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Stack');
  new Timesheets(stack, 'Timesheets');
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));

  table = await startTable({ port: 0 });
  await table.createTable(TABLE_NAME, resource?.Properties);
  // Just as the local gateway points the deployed bundles at the table.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

afterAll(() => table.close());

/** The handlers as Lambda would run them, on a clock that goes a second further with each look at it. */
function functions(environment: Edge['environment'] = {}) {
  const lines: string[] = [];
  let now = Date.parse('2026-06-01T12:00:00.000Z');
  const edge: Edge = {
    environment: { TABLE_NAME, ...environment },
    now: () => {
      now += 1000;
      return new Date(now);
    },
    log: (line) => lines.push(line),
  };
  const create = serve(createTimesheet, edge);
  const list = serve(listTimesheets, edge);
  const context = { awsRequestId: 'invocation-1' };
  return {
    lines,
    create: (asked: Asked) => create(restEvent(asked), context),
    list: (asked: Asked = {}) => list(restEvent(asked), context),
    createOverHttp: (asked: Asked) => create(httpEvent(asked), context),
    listOverHttp: (asked: Asked = {}) => list(httpEvent(asked), context),
  };
}

let owners = 0;
/** A user whom no other test knows. */
function someone(): string {
  owners += 1;
  return `auth0|${owners}`;
}

const draft = { date: '2026-01-31', project: 'Apollo', hours: 7.5, note: 'Landing' };

function posted(owner: string, body: unknown = draft, key?: string): Asked {
  return {
    context: contextOf(owner),
    headers: [['Content-Type', 'application/json'], ...(key === undefined ? [] : [['Idempotency-Key', key] as const])],
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

function asked(owner: string, query: Record<string, string> = {}): Asked {
  return { context: contextOf(owner), query: Object.entries(query) };
}

function bodyOf(result: APIGatewayProxyResult) {
  return JSON.parse(result.body);
}

async function storedItems(): Promise<number> {
  const client = new DynamoDBClient({});
  const { Count } = await client.send(new ScanCommand({ TableName: TABLE_NAME, Select: 'COUNT' }));
  client.destroy();
  return Count ?? 0;
}

describe('POST /timesheets', () => {
  test('answers 201 with the entry, its Location and headers that keep it out of caches', async () => {
    const result = await functions().create(posted(someone()));
    const { id, ...rest } = bodyOf(result);
    expect(result.statusCode).toBe(201);
    expect(rest).toEqual({ ...draft, createdAt: '2026-06-01T12:00:01.000Z' });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(result.headers).toEqual({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      Location: `/timesheets/${id}`,
    });
  });

  test('stores what the next GET shows', async () => {
    const [api, owner] = [functions(), someone()];
    const created = bodyOf(await api.create(posted(owner)));
    expect(bodyOf(await api.list(asked(owner)))).toEqual({ timesheets: [created] });
  });

  test('takes a body in base64', async () => {
    const { body, ...rest } = posted(someone());
    const inBase64 = Buffer.from(body ?? '').toString('base64');
    const result = await functions().create({ ...rest, body: inBase64, isBase64Encoded: true });
    expect(result.statusCode).toBe(201);
    expect(bodyOf(result)).toMatchObject(draft);
  });

  test('stores two entries for two POSTs of one body without a key', async () => {
    const [api, owner] = [functions(), someone()];
    await Promise.all([api.create(posted(owner)), api.create(posted(owner))]);
    expect(bodyOf(await api.list(asked(owner))).timesheets).toHaveLength(2);
  });

  test('names every problem of header and body and stores nothing', async () => {
    const [api, before] = [functions(), await storedItems()];
    const result = await api.create(posted(someone(), { date: '2026-02-30', hours: 7.1, user: 'eve' }, 'two words'));
    expect(result.statusCode).toBe(400);
    expect(bodyOf(result)).toEqual({
      message: 'Bad request',
      problems: [
        {
          path: 'Idempotency-Key',
          message: 'expected 1 to 255 visible ASCII characters without spaces, got "two words"',
        },
        { path: 'date', message: 'expected a real calendar day written YYYY-MM-DD, got "2026-02-30"' },
        { path: 'project', message: 'expected text of 1 to 100 characters, got nothing' },
        { path: 'hours', message: 'expected a number above 0, at most 24, in steps of 0.25, got 7.1' },
        { path: 'user', message: 'expected only date, project, hours, note, got an unknown name' },
      ],
    });
    expect(await storedItems()).toBe(before);
  });

  test.each<[string, Partial<Asked>, string]>([
    ['JSON that ends early', { body: '{"date"' }, 'expected JSON in UTF-8, got text that is not'],
    ['no body', { body: null }, 'expected a JSON object, got nothing'],
    [
      'bad base64',
      { body: '{}', isBase64Encoded: true },
      'expected base64 (RFC 4648, with padding), got text that is not',
    ],
    ['a body of 10241 bytes', { body: JSON.stringify('x'.repeat(10_239)) }, 'expected at most 10240 bytes, got 10241'],
  ])('answers 400 to %s', async (_, change, message) => {
    const result = await functions().create({ ...posted(someone()), ...change });
    expect(result.statusCode).toBe(400);
    expect(bodyOf(result).problems).toEqual([{ path: 'body', message }]);
  });

  test('answers 415 to a body that says it is not JSON', async () => {
    const result = await functions().create({ ...posted(someone()), headers: [['content-type', 'text/plain']] });
    expect(result.statusCode).toBe(415);
    expect(bodyOf(result)).toEqual({
      message: 'Unsupported media type',
      problems: [{ path: 'Content-Type', message: 'expected application/json, got "text/plain"' }],
    });
  });
});

describe('Idempotency-Key', () => {
  test('a repeated POST gives the first result and says so', async () => {
    const [api, owner] = [functions(), someone()];
    const first = await api.create(posted(owner, draft, 'k-1'));
    const second = await api.create(posted(owner, { ...draft }, 'k-1'));
    expect(first.headers).not.toHaveProperty('Idempotency-Replayed');
    expect(second).toEqual({ ...first, headers: { ...first.headers, 'Idempotency-Replayed': 'true' } });
    expect(bodyOf(await api.list(asked(owner))).timesheets).toEqual([bodyOf(first)]);
  });

  test('the same request in another spelling of JSON is a repeated one', async () => {
    const [api, owner] = [functions(), someone()];
    const first = await api.create(posted(owner, '{"date":"2026-01-31","project":"Apollo","hours":1}', 'k-1'));
    const second = await api.create(
      posted(owner, '{ "hours": 1.0, "project": " Apollo", "date": "2026-01-31" }', 'k-1'),
    );
    expect(second.statusCode).toBe(201);
    expect(second.body).toBe(first.body);
  });

  test('parallel POSTs with one key store one entry and all get it', async () => {
    const [api, owner] = [functions(), someone()];
    const results = await Promise.all(Array.from({ length: 20 }, () => api.create(posted(owner, draft, 'k-1'))));
    expect(new Set(results.map(({ statusCode }) => statusCode))).toEqual(new Set([201]));
    expect(new Set(results.map(({ body }) => body)).size).toBe(1);
    expect(results.filter(({ headers }) => headers?.['Idempotency-Replayed'] === 'true')).toHaveLength(19);
    expect(bodyOf(await api.list(asked(owner))).timesheets).toHaveLength(1);
  });

  test('parallel POSTs of different bodies with one key store one of them and refuse the others', async () => {
    const [api, owner] = [functions(), someone()];
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => api.create(posted(owner, { ...draft, hours: index + 1 }, 'k-1'))),
    );
    expect(results.map(({ statusCode }) => statusCode).sort()).toEqual([201, ...Array(9).fill(422)]);
    const winner = results.find(({ statusCode }) => statusCode === 201);
    expect(bodyOf(await api.list(asked(owner))).timesheets).toEqual([winner && bodyOf(winner)]);
  });

  test.each([
    ['date', { date: '2026-01-30' }],
    ['project', { project: 'Gemini' }],
    ['hours', { hours: 1 }],
    ['note', { note: 'Docking' }],
    ['absence of a note', { note: undefined }],
  ])('another %s under the same key is a 422, and nothing changes', async (_, change) => {
    const [api, owner] = [functions(), someone()];
    const first = await api.create(posted(owner, draft, 'k-1'));
    const second = await api.create(posted(owner, { ...draft, ...change }, 'k-1'));
    expect(second.statusCode).toBe(422);
    expect(second.headers).not.toHaveProperty('Location');
    expect(bodyOf(second)).toEqual({
      message: 'Idempotency key already used',
      problems: [
        {
          path: 'Idempotency-Key',
          message:
            'expected the body that this key was first used with, got another one: use a new key for a new entry',
        },
      ],
    });
    expect(bodyOf(await api.list(asked(owner))).timesheets).toEqual([bodyOf(first)]);
  });

  test('a refused body does not use the key up', async () => {
    const [api, owner] = [functions(), someone()];
    expect((await api.create(posted(owner, {}, 'k-1'))).statusCode).toBe(400);
    expect((await api.create(posted(owner, draft, 'k-1'))).statusCode).toBe(201);
  });

  test('one key makes an entry for each owner', async () => {
    const [api, ada, eve] = [functions(), someone(), someone()];
    const adas = await api.create(posted(ada, draft, 'k-1'));
    const eves = await api.create(posted(eve, { ...draft, hours: 1 }, 'k-1'));
    expect(eves.statusCode).toBe(201);
    expect(bodyOf(eves).id).not.toBe(bodyOf(adas).id);
  });
});

describe('GET /timesheets', () => {
  test('answers an empty list to somebody new', async () => {
    const result = await functions().list(asked(someone()));
    expect(result.statusCode).toBe(200);
    expect(bodyOf(result)).toEqual({ timesheets: [] });
  });

  test('shows the newest date first, and of one date the newest creation', async () => {
    const [api, owner] = [functions(), someone()];
    for (const [date, project] of [
      ['2026-02-01', 'first of February'],
      ['2026-03-01', 'first of March'],
      ['2026-02-01', 'second of February'],
      ['2025-12-31', 'last year'],
    ]) {
      await api.create(posted(owner, { date, project, hours: 1 }));
    }
    expect(bodyOf(await api.list(asked(owner))).timesheets.map(({ project }: { project: string }) => project)).toEqual([
      'first of March',
      'second of February',
      'first of February',
      'last year',
    ]);
  });

  test('takes in both days of a range', async () => {
    const [api, owner] = [functions(), someone()];
    for (const day of ['01', '02', '03', '04']) await api.create(posted(owner, { ...draft, date: `2026-05-${day}` }));
    const dates = async (query: Record<string, string>) =>
      bodyOf(await api.list(asked(owner, query))).timesheets.map(({ date }: { date: string }) => date.slice(-2));
    expect(await dates({ from: '2026-05-02', to: '2026-05-03' })).toEqual(['03', '02']);
    expect(await dates({ from: '2026-05-03' })).toEqual(['04', '03']);
    expect(await dates({ to: '2026-05-02' })).toEqual(['02', '01']);
    expect(await dates({ from: '2026-05-05', to: '2026-06-01' })).toEqual([]);
  });

  test('gives every entry of a range once, in order, on pages of any size', async () => {
    const [api, owner] = [functions(), someone()];
    const created = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        // Many a day and many a second, so that pages end within both.
        api.create(posted(owner, { ...draft, date: `2026-04-${String((index % 7) + 1).padStart(2, '0')}`, hours: 1 })),
      ),
    );
    const range = { from: '2026-04-02', to: '2026-04-06' };
    const expected = created
      .map(bodyOf)
      .filter(({ date }) => date >= range.from && date <= range.to)
      .sort((a, b) => (a.date + a.createdAt < b.date + b.createdAt ? 1 : -1));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (limit) => {
        const pages = [];
        for (let cursor: string | undefined, last = false; !last; last = cursor === undefined) {
          const query = { ...range, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
          const page = bodyOf(await api.list(asked(owner, query)));
          pages.push(page.timesheets);
          cursor = page.cursor;
        }
        expect(pages.flat()).toEqual(expected);
        expect(pages).toHaveLength(Math.ceil(expected.length / limit));
      }),
      { numRuns: 10, examples: [[1], [expected.length], [expected.length - 1]] },
    );
  });

  test('gives 20 entries where no limit is asked for, and 100 at most', async () => {
    const [api, owner] = [functions(), someone()];
    await Promise.all(Array.from({ length: 101 }, () => api.create(posted(owner))));
    expect(bodyOf(await api.list(asked(owner))).timesheets).toHaveLength(20);
    expect(bodyOf(await api.list(asked(owner, { limit: '100' }))).timesheets).toHaveLength(100);
  });

  test('goes on after its cursor where newer entries have come meanwhile', async () => {
    const [api, owner] = [functions(), someone()];
    for (const day of ['01', '02', '03']) await api.create(posted(owner, { ...draft, date: `2026-05-${day}` }));
    const { cursor } = bodyOf(await api.list(asked(owner, { limit: '2' })));
    await api.create(posted(owner, { ...draft, date: '2026-05-04' }));
    const rest = bodyOf(await api.list(asked(owner, { limit: '2', cursor })));
    expect(rest.timesheets.map(({ date }: { date: string }) => date)).toEqual(['2026-05-01']);
    expect(rest).not.toHaveProperty('cursor');
  });

  test('refuses the cursor of another owner', async () => {
    const [api, ada, eve] = [functions(), someone(), someone()];
    for (const owner of [ada, ada, eve]) await api.create(posted(owner));
    const { cursor } = bodyOf(await api.list(asked(ada, { limit: '1' })));
    const result = await api.list(asked(eve, { limit: '1', cursor }));
    expect(result.statusCode).toBe(400);
    expect(bodyOf(result).problems.map(({ path }: { path: string }) => path)).toEqual(['cursor']);
  });

  test('answers 400 with every problem of the query', async () => {
    const result = await functions().list({
      query: [
        ['from', '2026-02-30'],
        ['limit', '0'],
        ['user', 'eve'],
        ['to', '2026-01-01'],
        ['to', '2026-01-02'],
      ],
    });
    expect(result.statusCode).toBe(400);
    expect(bodyOf(result)).toEqual({
      message: 'Bad request',
      problems: [
        { path: 'from', message: 'expected a real calendar day written YYYY-MM-DD, got "2026-02-30"' },
        { path: 'limit', message: 'expected a whole number from 1 to 100, got "0"' },
        { path: 'user', message: 'expected only from, to, limit, cursor, got an unknown name' },
        { path: 'to', message: 'expected one value, got 2' },
      ],
    });
  });
});

describe('identity', () => {
  test.each([
    ['one whose name begins with the other’s', 'auth0|x', 'auth0|x1'],
    ['one whose name holds the separators of keys', 'auth0|y', 'auth0|y#timesheet#2026-01-31'],
    ['one whose name looks like a whole key', 'z', 'owner#z'],
    ['one whose name differs in case', 'Ada@example.com', 'ada@example.com'],
    ['one whose name looks the same but is other code points', 'zo\u00eb', 'zoe\u0308'],
  ])('an owner never sees the entries of %s', async (_, one, other) => {
    const api = functions();
    const mine = bodyOf(await api.create(posted(one, { ...draft, project: 'Mine' })));
    const theirs = bodyOf(await api.create(posted(other, { ...draft, project: 'Theirs' })));
    expect(bodyOf(await api.list(asked(one)))).toEqual({ timesheets: [mine] });
    expect(bodyOf(await api.list(asked(other)))).toEqual({ timesheets: [theirs] });
  });

  test('the stack’s setting decides which key of the context names the owner', async () => {
    const [byEmail, bySub, sub, email] = [
      functions({ OWNER_KEY: 'email' }),
      functions(),
      someone(),
      `${someone()}@example.com`,
    ];
    const context = { ...contextOf(sub), email };
    await byEmail.create({ ...posted(sub), context });
    expect(bodyOf(await byEmail.list({ context })).timesheets).toHaveLength(1);
    expect(bodyOf(await byEmail.list({ context: { ...context, sub: someone() } })).timesheets).toHaveLength(1);
    expect(bodyOf(await bySub.list({ context })).timesheets).toHaveLength(0);
  });

  test.each<[string, Asked['context']]>([
    ['no context', null],
    ['a context that another authorizer made', { principalId: 'auth0|ada', sub: 'auth0|ada' }],
    ['a context without the key', { ...contextOf('auth0|ada'), sub: undefined, email: 'ada@example.com' }],
    ['an empty name', contextOf('')],
    ['a name that is not text', { ...contextOf('auth0|ada'), sub: { S: 'auth0|ada' } }],
  ])('%s is a 401, whatever the rest of the request says of users, and nothing is stored', async (_, context) => {
    const [api, before] = [functions(), await storedItems()];
    const headers = [
      ['Authorization', 'Bearer x'],
      ['X-User', 'auth0|ada'],
    ] as const;
    const results = [
      await api.create({ ...posted('eve'), context, headers, query: [['sub', 'auth0|ada']] }),
      await api.list({ context, headers, query: [['sub', 'auth0|ada']] }),
      await api.createOverHttp({ ...posted('eve'), context, headers }),
      await api.listOverHttp({ context, headers }),
    ];
    for (const result of results) {
      expect(result.statusCode).toBe(401);
      expect(result.headers).toMatchObject({ 'WWW-Authenticate': 'Bearer' });
      expect(bodyOf(result)).toEqual({
        message: 'The request carries no identity: call the API with a token through its authorizer',
      });
    }
    expect(await storedItems()).toBe(before);
    expect(api.lines.map((line) => JSON.parse(line))).toEqual(
      results.map(() => ({ level: 'warn', message: 'no identity', requestId: 'request-1', ownerKey: 'sub' })),
    );
  });

  test('REST and HTTP events of one user meet the same entries', async () => {
    const [api, owner] = [functions(), someone()];
    const first = await api.create(posted(owner, draft, 'k-1'));
    const again = await api.createOverHttp(posted(owner, draft, 'k-1'));
    expect(again.body).toBe(first.body);
    expect(bodyOf(await api.listOverHttp(asked(owner, { limit: '5' })))).toEqual({ timesheets: [bodyOf(first)] });
  });
});

describe('a fault of ours', () => {
  test('is a 500 that can be found in the log, with nothing personal in either', async () => {
    const api = functions({ TABLE_NAME: 'no-such-table', ALLOW_ORIGIN: 'https://app.example.com' });
    const results = [await api.create(posted('auth0|ada', draft, 'k-1')), await api.list(asked('auth0|ada'))];
    for (const result of results) {
      expect(result.statusCode).toBe(500);
      expect(bodyOf(result)).toEqual({ message: 'Internal error', requestId: 'request-1' });
      expect(result.headers).toMatchObject({ 'Access-Control-Allow-Origin': 'https://app.example.com' });
    }
    expect(api.lines).toHaveLength(2);
    for (const line of api.lines) {
      expect(JSON.parse(line)).toMatchObject({
        level: 'error',
        message: 'fault',
        requestId: 'request-1',
        error: { name: 'ResourceNotFoundException', stack: expect.stringContaining('store.ts') },
      });
      expect(line).not.toMatch(/ada|Apollo|Landing|k-1/);
    }
  });

  test('names the attribute, and not the value, of an item that is no entry', async () => {
    const [api, owner] = [functions(), someone()];
    const client = new DynamoDBClient({});
    const position = '2026-01-31#2026-06-01T12:00:00.000Z#123e4567-e89b-42d3-a456-426614174000';
    const item = { pk: `owner#${owner}`, sk: 'timesheet#1', position, id: '1', date: '2026-01-31', project: 'Apollo' };
    const strings = Object.entries({ ...item, hours: 'eight', createdAt: '2026-06-01T12:00:00.000Z' });
    const Item = Object.fromEntries(strings.map(([name, S]) => [name, { S }]));
    await client.send(new PutItemCommand({ TableName: TABLE_NAME, Item }));
    client.destroy();

    expect((await api.list(asked(owner))).statusCode).toBe(500);
    expect(JSON.parse(api.lines[0] ?? '')).toMatchObject({
      error: { message: 'An item in the table is not a timesheet entry. Missing or of the wrong type: hours.' },
    });
    expect(api.lines[0]).not.toMatch(/eight|Apollo/);
  });

  test('is said plainly where the table’s name is missing', async () => {
    const api = functions({ TABLE_NAME: undefined });
    expect((await api.list()).statusCode).toBe(500);
    expect(JSON.parse(api.lines[0] ?? '')).toMatchObject({
      error: { message: expect.stringMatching(/^TABLE_NAME is not set: expected the name of the DynamoDB table\. /) },
    });
  });

  test('takes Lambda’s request id where the event is none of API Gateway’s', async () => {
    const lines: string[] = [];
    const handler = serve(listTimesheets, {
      environment: { TABLE_NAME },
      now: () => new Date(0),
      log: (line) => lines.push(line),
    });
    const result = await handler({} as never, { awsRequestId: 'invocation-1' });
    expect(result.statusCode).toBe(500);
    expect(bodyOf(result)).toEqual({ message: 'Internal error', requestId: 'invocation-1' });
    expect(lines).toHaveLength(1);
  });
});

test('an allowed origin is named on every answer', async () => {
  const api = functions({ ALLOW_ORIGIN: 'https://app.example.com' });
  const owner = someone();
  const results = [
    await api.create(posted(owner)),
    await api.list(asked(owner)),
    await api.create(posted(owner, {})),
    await api.list({ context: null }),
  ];
  expect(results.map(({ statusCode }) => statusCode)).toEqual([201, 200, 400, 401]);
  for (const { headers } of results) {
    expect(headers).toMatchObject({
      'Access-Control-Allow-Origin': 'https://app.example.com',
      'Access-Control-Expose-Headers': 'Location, Idempotency-Replayed, WWW-Authenticate',
      Vary: 'Origin',
    });
  }
});
