import { cpSync } from 'node:fs';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import { type CfnResource, Duration, type Stack } from 'aws-cdk-lib';
import { HttpApi, WebSocketApi, type WebSocketRouteOptions, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { call, fixture, start, synthesize, type TestGateway } from './support.ts';

/** RFC 6455 §1.3 works this pair out. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

function build(identitySource: string[], connect: Partial<WebSocketRouteOptions> = {}) {
  return (stack: Stack) => {
    const authorizer = new WebSocketLambdaAuthorizer(
      'Guard',
      fixture(stack, 'Authorizer', 'http-authorizer', { timeout: Duration.seconds(1) }),
      { identitySource },
    );
    const integration = new WebSocketLambdaIntegration('Integration', fixture(stack, 'Connect', 'connect'));
    const api = new WebSocketApi(stack, 'Sockets', {
      connectRouteOptions: { integration, authorizer, ...connect },
      defaultRouteOptions: {
        integration: new WebSocketLambdaIntegration('Messages', fixture(stack, 'Messages', 'connect')),
      },
    });
    const stage = new WebSocketStage(stack, 'Stage', { webSocketApi: api, stageName: 'v1' });
    (stage.node.defaultChild as CfnResource).addPropertyOverride('StageVariables', { colour: 'green' });
  };
}

const templateFile = synthesize(build(['route.request.querystring.token']));
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await start(templateFile, { now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
});
afterAll(() => gateway.close());

interface Connection {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Open where the status is 101. */
  readonly socket?: Socket;
}

const HANDSHAKE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Key': KEY,
  'Sec-WebSocket-Version': '13',
};

/** Asks to upgrade; an open connection has to be ended by the test. */
function connect(path: string, headers: OutgoingHttpHeaders = {}, url = gateway.url): Promise<Connection> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname,
      port,
      path: pathname + path,
      headers: { ...HANDSHAKE, ...headers },
      agent: false,
    });
    outgoing.on('upgrade', ({ statusCode = 0, headers }, socket) =>
      resolve({ status: statusCode, headers, text: '', socket: socket as Socket }),
    );
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** A final frame as a caller sends it, masked with zeros. */
function frame(opcode: number, payload: string): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), Buffer.from(payload)]);
}

/** All that comes until the other side ends the connection. */
function rest(socket: Socket | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (!socket) throw new Error('expected an open connection');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    socket.on('error', reject);
  });
}

/** The gateway's own last line: those of the functions come when they come. */
const lastLine = () => gateway.lines.findLast(({ source }) => source === 'gateway')?.text;

/** The event that a connection with this token brought to the `$connect` integration, which says it in its log. */
async function connectEvent(token: string) {
  const find = () => gateway.lines.find(({ source, text }) => source === 'Connect' && text.includes(token))?.text;
  const deadlineMs = Date.now() + 4000;
  while (!find() && Date.now() < deadlineMs) await new Promise(setImmediate);
  return JSON.parse(find() ?? 'null');
}

it('has a ws address with the stage', () => {
  expect(gateway.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v1$/);
});

describe('a connection', () => {
  it('is opened where the authorizer allows and the integration accepts', async () => {
    const { status, headers, socket } = await connect('?token=policy%3A%20allow');
    socket?.destroy();
    expect(status).toBe(101);
    expect(headers).toMatchObject({ upgrade: 'websocket', 'sec-websocket-accept': ACCEPT });
    expect(headers).not.toHaveProperty('sec-websocket-protocol');
    expect(lastLine()).toMatch(/^GET \/ 101 \d+ ms, authorizer: called$/);
  });

  it('has the subprotocol that the integration names, and no other', async () => {
    const offer = { 'Sec-WebSocket-Protocol': 'chat, other' };
    const named = await connect('?token=policy%3A%20allow&connect=protocol', offer);
    named.socket?.destroy();
    expect(named.headers['sec-websocket-protocol']).toBe('chat');
  });

  it('is closed with 1011 when a message comes', async () => {
    const { socket } = await connect('?token=policy%3A%20allow');
    const received = rest(socket);
    socket?.write(frame(1, 'hello'));
    const bytes = await received;
    expect([bytes[0], bytes.readUInt16BE(2), bytes.subarray(4).toString()]).toEqual([
      0x88,
      1011,
      'messages are not emulated locally',
    ]);
    expect(gateway.invocations.get('Messages') ?? 0).toBe(0);
  });

  it('is closed for a message that comes with the request', async () => {
    const { host, hostname, port, pathname } = new URL(gateway.url);
    const socket = createConnection({ host: hostname, port: Number(port) });
    const headers = Object.entries({ Host: host, ...HANDSHAKE }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${pathname}?token=policy%3A%20allow HTTP/1.1\r\n${headers.join('')}\r\n`);
    socket.write(frame(1, 'early'));
    expect((await rest(socket)).toString()).toMatch(/^HTTP\/1\.1 101 .*messages are not emulated locally$/s);
  });

  it('is closed with 1000 when the caller closes it', async () => {
    const { socket } = await connect('?token=policy%3A%20allow');
    const received = rest(socket);
    socket?.write(frame(8, ''));
    expect(await received).toEqual(Buffer.from([0x88, 2, 0x03, 0xe8]));
  });

  it('ends with the gateway', async () => {
    const other = await start(templateFile);
    const { socket } = await connect('?token=policy%3A%20allow', {}, other.url);
    const received = rest(socket).catch((error: NodeJS.ErrnoException) => error.code);
    await other.close();
    expect([Buffer.alloc(0), 'ECONNRESET']).toContainEqual(await received);
  });
});

describe('the authorizer', () => {
  it.each([
    ['', 401, 'UnauthorizedException', '{"message":"Unauthorized"}', 'none'],
    ['?token=', 401, 'UnauthorizedException', '{"message":"Unauthorized"}', 'none'],
    ['?token=unauthorized', 401, 'UnauthorizedException', '{"message":"Unauthorized"}', 'called'],
    [
      '?token=policy%3A%20deny',
      403,
      'AccessDeniedException',
      '{"Message":"User is not authorized to access this resource with an explicit deny"}',
      'called',
    ],
    [
      '?token=policy%3A%20elsewhere',
      403,
      'AccessDeniedException',
      '{"Message":"User is not authorized to access this resource"}',
      'called',
    ],
    ['?token=crash', 500, 'AuthorizerConfigurationException', '{"message":null}', 'called'],
    ['?token=hang', 500, 'AuthorizerConfigurationException', '{"message":null}', 'called'],
    ['?token=allow', 500, 'AuthorizerConfigurationException', '{"message":null}', 'called'],
  ])('makes of %p a %d %s', async (path, status, errorType, body, use) => {
    const connects = gateway.invocations.get('Connect');
    const answer = await connect(path);
    expect([answer.status, answer.headers['x-amzn-errortype'], answer.text]).toEqual([status, errorType, body]);
    expect(lastLine()).toContain(`authorizer: ${use}`);
    expect(gateway.invocations.get('Connect')).toBe(connects);
  });

  it('is sent the request, and its context reaches the integration', async () => {
    const { socket } = await connect('?token=policy%3A%20event&a=1&a=2', { 'X-Two': ['one', 'two'] });
    socket?.destroy();
    const event = await connectEvent('policy: event');
    const { authorizer, ...requestContext } = event.requestContext;
    const maps = {
      headers: expect.objectContaining({ 'X-Two': 'two', Upgrade: 'websocket' }),
      multiValueHeaders: expect.objectContaining({ 'X-Two': ['one', 'two'] }),
      queryStringParameters: { token: 'policy: event', a: '2' },
      multiValueQueryStringParameters: { token: ['policy: event'], a: ['1', '2'] },
      stageVariables: { colour: 'green' },
    };
    expect(JSON.parse(authorizer.event)).toEqual({
      type: 'REQUEST',
      methodArn: `arn:aws:execute-api:eu-west-1:000000000000:${requestContext.apiId}/v1/$connect`,
      ...maps,
      requestContext,
    });
    expect(event).toEqual({ ...maps, requestContext: event.requestContext, isBase64Encoded: false });
    expect(authorizer).toMatchObject({ principalId: 'someone', integrationLatency: expect.any(Number) });
    expect(requestContext).toEqual({
      routeKey: '$connect',
      eventType: 'CONNECT',
      extendedRequestId: requestContext.requestId,
      requestTime: '02/Jan/2026:03:04:05 +0000',
      messageDirection: 'IN',
      stage: 'v1',
      connectedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      requestTimeEpoch: Date.UTC(2026, 0, 2, 3, 4, 5),
      identity: { sourceIp: '127.0.0.1' },
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      domainName: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      connectionId: expect.stringMatching(/^[\da-f-]{36}$/),
      apiId: expect.any(String),
    });
  });

  it('is asked for every connection, since nothing is cached', async () => {
    const before = gateway.invocations.get('Authorizer') ?? 0;
    for (const { socket } of [await connect('?token=policy%3A%20allow'), await connect('?token=policy%3A%20allow')]) {
      socket?.destroy();
    }
    expect((gateway.invocations.get('Authorizer') ?? 0) - before).toBe(2);
  });

  it('finds a header as its identity source', async () => {
    const other = await start(synthesize(build(['route.request.header.Authorization', 'stageVariables.colour'])));
    try {
      expect((await connect('', {}, other.url)).status).toBe(401);
      const { status, socket } = await connect('', { Authorization: 'policy: allow' }, other.url);
      socket?.destroy();
      expect(status).toBe(101);
    } finally {
      await other.close();
    }
  });
});

describe('the integration of $connect', () => {
  it.each(['400', '403', '503'])('refuses the connection with its own status %s', async (status) => {
    const answer = await connect(`?token=policy%3A%20allow&connect=status&status=${status}`);
    expect([answer.status, answer.text]).toEqual([Number(status), '']);
  });

  it.each(['error', 'malformed'])('refuses the connection with 502 for an answer that is none: %s', async (what) => {
    const answer = await connect(`?token=policy%3A%20allow&connect=${what}`);
    expect([answer.status, answer.text]).toEqual([502, '{"message":"Internal server error"}']);
  });
});

describe('a request that asks for no WebSocket', () => {
  it.each([
    ['no upgrade', {}, 426, 'Upgrade Required'],
    ['an upgrade that the connection does not name', { ...HANDSHAKE, Connection: 'close' }, 426, 'Upgrade Required'],
    ['another protocol', { Connection: 'Upgrade', Upgrade: 'h2c' }, 426, 'Upgrade Required'],
    ['no key', { ...HANDSHAKE, 'Sec-WebSocket-Key': '' }, 400, 'Bad Request'],
    ['another version', { ...HANDSHAKE, 'Sec-WebSocket-Version': '8' }, 400, 'Bad Request'],
  ])('is refused for %s', async (_title, headers, status, message) => {
    const answer = await call(gateway.url, { path: '?token=policy%3A%20allow', headers });
    expect([answer.status, answer.text]).toEqual([status, JSON.stringify({ message })]);
  });

  it.each(['/v1/more', '/v2', '/'])('is refused at an address that is not the stage: %s', async (path) => {
    const answer = await connect('', {}, new URL(path, gateway.url).href);
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}']);
  });
});

it('serves on where the API became one of another kind', async () => {
  const file = synthesize(build(['route.request.querystring.token']));
  const other = await start(file);
  try {
    cpSync(
      synthesize((stack) => void new HttpApi(stack, 'Api')),
      file,
    );
    await expect(other.reload()).rejects.toThrow('held a WEBSOCKET API and now holds a HTTP API: start again');
    const { status, socket } = await connect('?token=policy%3A%20allow', {}, other.url);
    socket?.destroy();
    expect(status).toBe(101);
  } finally {
    await other.close();
  }
});
