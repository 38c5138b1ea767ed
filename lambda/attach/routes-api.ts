/** The calls of API Gateway that attaching takes, behind a small interface; the SDK's client comes in. */
import {
  type ApiGatewayV2Client,
  GetRouteCommand,
  GetRoutesCommand,
  UpdateRouteCommand,
} from '@aws-sdk/client-apigatewayv2';
import { type Authorization, describe, isSame, type Route } from './authorization.ts';

export interface RoutesApi {
  /** @returns every route of the API; undefined where there is no such API */
  list(): Promise<readonly Route[] | undefined>;
  /** @returns undefined where the API has no such route */
  get(routeId: string): Promise<Route | undefined>;
  /**
   * Changes what guards a route, in one call of API Gateway: there is no moment without either.
   *
   * @throws Error where API Gateway's answer shows something else than what was asked for
   */
  set(route: Route, authorization: Authorization): Promise<void>;
}

/** How many routes one answer of GetRoutes holds at most. */
const PAGE = '100';

export function routesApi(client: ApiGatewayV2Client, apiId: string): RoutesApi {
  return {
    list: () => foundOrNot(listRoutes(client, apiId)),
    get: async (routeId) => {
      const found = await foundOrNot(client.send(new GetRouteCommand({ ApiId: apiId, RouteId: routeId })));
      return found && toRoute(found);
    },
    set: async ({ id, authorization: from }, to) => {
      const { type, authorizerId, scopes = [] } = to;
      const answer = await client.send(
        new UpdateRouteCommand({
          ApiId: apiId,
          RouteId: id,
          // API Gateway takes an authorizer only together with its type, and lets go of it with a type that has none.
          AuthorizationType: type,
          AuthorizerId: authorizerId,
          // Absent leaves the scopes as they are, which is right where there are none before and after.
          AuthorizationScopes: scopes.length > 0 || from.scopes !== undefined ? [...scopes] : undefined,
        }),
      );
      const { authorization: now } = toRoute(answer);
      if (!isSame(now, to)) {
        throw new Error(`API Gateway answers that the route has ${describe(now)}, expected ${describe(to)}`);
      }
    },
  };
}

async function listRoutes(client: ApiGatewayV2Client, apiId: string): Promise<Route[]> {
  const routes: Route[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new GetRoutesCommand({ ApiId: apiId, MaxResults: PAGE, NextToken: nextToken }));
    routes.push(...(page.Items ?? []).map(toRoute));
    nextToken = page.NextToken;
  } while (nextToken);
  return routes;
}

/** A route as GetRoutes, GetRoute and UpdateRoute answer it. */
interface RouteAnswer {
  readonly RouteId?: string;
  readonly RouteKey?: string;
  readonly AuthorizationType?: Authorization['type'];
  readonly AuthorizerId?: string;
  readonly AuthorizationScopes?: readonly string[];
}

function toRoute(answer: RouteAnswer): Route {
  const { RouteId: id, RouteKey: key, AuthorizationType: type = 'NONE', AuthorizerId, AuthorizationScopes } = answer;
  if (id === undefined || key === undefined) throw new Error('API Gateway answered a route without id or key');
  const scopes = AuthorizationScopes && AuthorizationScopes.length > 0 ? AuthorizationScopes : undefined;
  return {
    id,
    key,
    authorization: { type, ...(AuthorizerId && { authorizerId: AuthorizerId }), ...(scopes && { scopes }) },
  };
}

async function foundOrNot<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return undefined;
    throw error;
  }
}
