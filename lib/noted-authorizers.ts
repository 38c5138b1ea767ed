/** CDK's authorizers of HTTP and WebSocket APIs, which are made when the first route takes them and then note their ids. */
import type {
  HttpRouteAuthorizerBindOptions,
  HttpRouteAuthorizerConfig,
  WebSocketRouteAuthorizerBindOptions,
  WebSocketRouteAuthorizerConfig,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';

export class NotedHttpAuthorizer extends HttpLambdaAuthorizer {
  constructor(
    private readonly ids: Set<string>,
    ...settings: ConstructorParameters<typeof HttpLambdaAuthorizer>
  ) {
    super(...settings);
  }

  override bind(options: HttpRouteAuthorizerBindOptions): HttpRouteAuthorizerConfig {
    const bound = super.bind(options);
    if (bound.authorizerId !== undefined) this.ids.add(bound.authorizerId);
    return bound;
  }
}

export class NotedWebSocketAuthorizer extends WebSocketLambdaAuthorizer {
  constructor(
    private readonly ids: Set<string>,
    ...settings: ConstructorParameters<typeof WebSocketLambdaAuthorizer>
  ) {
    super(...settings);
  }

  override bind(options: WebSocketRouteAuthorizerBindOptions): WebSocketRouteAuthorizerConfig {
    const bound = super.bind(options);
    if (bound.authorizerId !== undefined) this.ids.add(bound.authorizerId);
    return bound;
  }
}
