/** An API Gateway proxy event of payload 1.0 or 2.0 in, one shape for both out. Pure. */
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2WithLambdaAuthorizer } from 'aws-lambda';
import { type Principal, principalOf } from '../principal-of.ts';

export type ProxyEventV2 = APIGatewayProxyEventV2WithLambdaAuthorizer<Record<string, unknown> | null | undefined>;
export type ProxyEvent = APIGatewayProxyEvent | ProxyEventV2;

export interface ApiRequest {
  /** The gateway's id of the request. */
  readonly requestId: string;
  /** Who is calling, by the authorizer's word; `undefined` where it did not speak. */
  readonly principal: Principal | undefined;
  /** Every value by lower-case name. Payload 2.0 has joined repeated headers with commas already. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Every value by name, decoded. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
}

export function toRequest(event: ProxyEvent): ApiRequest {
  const common = {
    requestId: event.requestContext.requestId,
    principal: principalOf(event),
    body: event.body ?? undefined,
    isBase64Encoded: event.isBase64Encoded,
  };
  if (isV2(event)) {
    return {
      ...common,
      headers: multiMap(Object.entries(event.headers), toLowerCase),
      // `queryStringParameters` joins repeated parameters with commas, which a value may hold as well.
      query: multiMap(new URLSearchParams(event.rawQueryString)),
    };
  }
  return {
    ...common,
    headers: multiMap(pairs(event.multiValueHeaders ?? event.headers), toLowerCase),
    query: multiMap(pairs(event.multiValueQueryStringParameters ?? event.queryStringParameters)),
  };
}

function isV2(event: ProxyEvent): event is ProxyEventV2 {
  return 'version' in event && event.version === '2.0';
}

function toLowerCase(name: string): string {
  return name.toLowerCase();
}

type Values = string | readonly string[] | undefined;

function pairs(record: Readonly<Record<string, Values>> | null): [string, Values][] {
  return Object.entries(record ?? {});
}

function multiMap(
  entries: Iterable<readonly [string, Values]>,
  toName: (name: string) => string = (name) => name,
): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [name, values] of entries) {
    const all = map.get(toName(name)) ?? [];
    map.set(toName(name), all.concat(values ?? []));
  }
  return map;
}
