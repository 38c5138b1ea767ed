/** APIs of each kind with routes that one authorizer guards, for templates. */
import type { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration, WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';

const split = (key: string) => key.split(' ') as [string, string];

/** @param routes such as `GET /me` */
export function addRestApi(
  stack: Stack,
  authorizer: apigateway.IAuthorizer,
  routes: readonly string[],
): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'RestApi');
  for (const [method, path] of routes.map(split)) {
    api.root.resourceForPath(path).addMethod(method, new apigateway.MockIntegration(), { authorizer });
  }
  return api;
}

/** @param routes such as `GET /me` or `$default` */
export function addHttpApi(
  stack: Stack,
  authorizer: apigatewayv2.IHttpRouteAuthorizer,
  routes: readonly string[],
): apigatewayv2.HttpApi {
  const httpApi = new apigatewayv2.HttpApi(stack, 'HttpApi');
  const integration = new HttpUrlIntegration('Integration', 'https://backend.example');
  for (const key of routes) {
    const [method, path] = split(key);
    const routeKey =
      key === '$default'
        ? apigatewayv2.HttpRouteKey.DEFAULT
        : apigatewayv2.HttpRouteKey.with(path, method as apigatewayv2.HttpMethod);
    new apigatewayv2.HttpRoute(stack, `Route ${key.replaceAll('/', '_')}`, {
      httpApi,
      integration,
      routeKey,
      authorizer,
    });
  }
  return httpApi;
}

export function addWebSocketApi(stack: Stack, authorizer: apigatewayv2.IWebSocketRouteAuthorizer): void {
  const api = new apigatewayv2.WebSocketApi(stack, 'WebSocketApi', {
    connectRouteOptions: { integration: new WebSocketMockIntegration('Connect'), authorizer },
    disconnectRouteOptions: { integration: new WebSocketMockIntegration('Disconnect') },
  });
  api.addRoute('say', { integration: new WebSocketMockIntegration('Say') });
}
