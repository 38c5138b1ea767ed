import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { type RoutesApi, routesApi } from '../../../lambda/attach/routes-api.ts';
import { API_ID, type HttpApiService, startHttpApiService } from '../../fixtures/http-api-service.ts';
import { serve } from '../../fixtures/servers.ts';

let service: HttpApiService;
let api: RoutesApi;

beforeAll(async () => {
  service = await startHttpApiService({ pageSize: 2 });
  api = routesApi(service.client, API_ID);
});

afterAll(() => service.close());

test('lists the routes of every page', async () => {
  service.reset(
    Object.fromEntries(['GET /a', 'GET /b', 'GET /c', 'GET /d', 'GET /e'].map((key) => [key, { type: 'NONE' }])),
  );
  expect((await api.list())?.map(({ key }) => key)).toEqual(['GET /a', 'GET /b', 'GET /c', 'GET /d', 'GET /e']);
  expect(service.calls).toEqual(['list', 'list', 'list']);
});

test('takes away the scopes of a JWT authorizer, and gives them back', async () => {
  const jwt = { type: 'JWT', authorizerId: 'jwt1', scopes: ['read', 'write'] } as const;
  service.reset({ 'GET /a': jwt }, ['ours1']);
  const guarded = async () => (await api.list())?.[0] ?? { id: '', key: '', authorization: { type: 'NONE' } as const };

  await api.set(await guarded(), { type: 'CUSTOM', authorizerId: 'ours1' });
  expect((await guarded()).authorization).toEqual({ type: 'CUSTOM', authorizerId: 'ours1' });
  await api.set(await guarded(), jwt);
  expect((await guarded()).authorization).toEqual(jwt);
});

test('finds nothing where there is no such route or API', async () => {
  service.reset({});
  expect(await api.get('nowhere')).toBeUndefined();
  expect(await routesApi(service.client, 'nowhere').list()).toBeUndefined();
});

test('does not take an answer for granted', async () => {
  const path = `/v2/apis/${API_ID}/routes/r1`;
  const answer = { routeId: 'r1', routeKey: 'GET /a', authorizationType: 'NONE' };
  const server = await serve({
    [path]: answer,
    [`/v2/apis/${API_ID}/routes?maxResults=100`]: { items: [{ routeId: 'r1' }] },
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new ApiGatewayV2Client({ endpoint: server.url, region: 'local', credentials, maxAttempts: 1 });
  try {
    const odd = routesApi(client, API_ID);
    const route = { id: 'r1', key: 'GET /a', authorization: { type: 'NONE' } } as const;
    await expect(odd.set(route, { type: 'CUSTOM', authorizerId: 'ours1' })).rejects.toThrow(
      'API Gateway answers that the route has NONE, expected CUSTOM ours1',
    );
    await expect(odd.list()).rejects.toThrow('API Gateway answered a route without id or key');
  } finally {
    client.destroy();
    await server.close();
  }
});
