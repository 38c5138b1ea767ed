/** CDK's authorizers of HTTP and WebSocket APIs, which are made when the first route takes them: they look at the place first and then note their ids. */
import { Annotations, Stack } from 'aws-cdk-lib';
import type {
  HttpRouteAuthorizerBindOptions,
  HttpRouteAuthorizerConfig,
  WebSocketRouteAuthorizerBindOptions,
  WebSocketRouteAuthorizerConfig,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** What is told about an authorizer, and where its ids are noted. */
export interface Notes {
  /** What messages call it. */
  readonly where: string;
  readonly authorizerIds: Set<string>;
}

export class NotedHttpAuthorizer extends HttpLambdaAuthorizer {
  private readonly settings: ConstructorParameters<typeof HttpLambdaAuthorizer>;

  constructor(
    private readonly notes: Notes,
    ...settings: ConstructorParameters<typeof HttpLambdaAuthorizer>
  ) {
    super(...settings);
    this.settings = settings;
  }

  override bind(options: HttpRouteAuthorizerBindOptions): HttpRouteAuthorizerConfig {
    const [id, handler] = this.settings;
    lookAt(options.scope, this.notes, id, handler);
    const bound = super.bind(options);
    if (bound.authorizerId !== undefined) this.notes.authorizerIds.add(bound.authorizerId);
    return bound;
  }
}

export class NotedWebSocketAuthorizer extends WebSocketLambdaAuthorizer {
  private readonly settings: ConstructorParameters<typeof WebSocketLambdaAuthorizer>;

  constructor(
    private readonly notes: Notes,
    ...settings: ConstructorParameters<typeof WebSocketLambdaAuthorizer>
  ) {
    super(...settings);
    this.settings = settings;
  }

  override bind(options: WebSocketRouteAuthorizerBindOptions): WebSocketRouteAuthorizerConfig {
    const [id, handler] = this.settings;
    lookAt(options.scope, this.notes, id, handler);
    const bound = super.bind(options);
    if (bound.authorizerId !== undefined) this.notes.authorizerIds.add(bound.authorizerId);
    return bound;
  }
}

/** @throws Error where another authorizer of this name is in the place already */
function lookAt(place: Construct, { where, authorizerIds }: Notes, id: string, handler: IFunction): void {
  if (authorizerIds.size > 0) return;
  if (place.node.tryFindChild(id)) {
    throw new Error(
      `${where}: ${place.node.path} has something called "${id}" already, and the authorizer would be called so, after its JwtAuthorizer; give this JwtAuthorizer another id`,
    );
  }
  if (Stack.of(place) !== Stack.of(handler)) {
    Annotations.of(place).addWarningV2(
      'jwt-authorizer:acrossStacks',
      `${where} is in another stack than ${place.node.path}: that works in AWS, but "sam local" cannot follow it and serves the routes without their authorizer; put both into one stack, or do not use "sam local" here`,
    );
  }
}
