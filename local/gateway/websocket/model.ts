/** The nouns of a WebSocket API as far as the gateway serves it: the route `$connect`, its authorizer and integration. Types only. */

export interface WebSocketApi {
  readonly id: string;
  readonly region: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly connect: ConnectRoute;
}

/** Without an authorizer or an integration, neither is asked. */
export interface ConnectRoute {
  readonly authorizer?: Authorizer;
  readonly integration?: Integration;
}

export interface Authorizer {
  readonly id: string;
  readonly functionId: string;
  /** Names of variables, as `variables.ts` takes them. */
  readonly identitySources: readonly string[];
}

export interface Integration {
  readonly functionId: string;
  readonly timeoutMs: number;
}
