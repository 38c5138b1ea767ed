import { GetRoutesCommand } from '@aws-sdk/client-apigatewayv2';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { clients } from '../../../lambda/attach/clients.ts';
import { serve } from '../../fixtures/servers.ts';

test('neither client waits for an answer that never comes', async () => {
  const silent = await serve({ '/': () => {}, '/v2/apis/abc123/routes': () => {} });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const settings = { endpoint: silent.url, region: 'local', credentials };
  const { apiGateway, dynamoDb } = clients(settings, { connectionTimeout: 1_000, requestTimeout: 50 });
  try {
    // Without a status, so that the handler asks again.
    const expected = { name: 'TimeoutError', $metadata: { attempts: 1 } };
    await expect(apiGateway.send(new GetRoutesCommand({ ApiId: 'abc123' }))).rejects.toMatchObject(expected);
    const item = new GetItemCommand({ TableName: 'ledger', Key: { id: { S: 'ledger' } } });
    await expect(dynamoDb.send(item)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(silent.requests).toEqual(['/v2/apis/abc123/routes', '/', '/', '/']);
  } finally {
    apiGateway.destroy();
    dynamoDb.destroy();
    await silent.close();
  }
});
