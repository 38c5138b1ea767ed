/** What is asked of which kind of API, and what stands where the token belongs, come in; the event that this kind would send to its authorizer goes out; pure. */
import type { EventKind } from '../../lambda/authorizer/road.ts';
import { withoutScheme } from './given-token.ts';

export interface Asked {
  readonly kind: EventKind;
  /** `GET` and `/orders/42`; of no meaning to WebSocket APIs and AppSync. */
  readonly method: string;
  readonly path: string;
  /** What API Gateway calls the route: `GET /orders/{id}`, `$default`. */
  readonly routeKey: string;
  /** The value of an `Authorization` header. */
  readonly headerValue: string;
  /** The first of the configuration's `tokenSources`: the token is put there. */
  readonly tokenSource: string;
}

/** Visibly nobody's; `execute-api`, which stands in every one, lets the policy be read. */
const STAGE_ARN = 'arn:aws:execute-api:region:000000000000:api-id/stage';

/** Each kind's event with the members that an authorizer may read. A new kind is one more row. */
const EVENTS: Readonly<Record<EventKind, (asked: Asked) => object>> = {
  'rest-token': ({ method, path, headerValue }) => ({
    type: 'TOKEN',
    methodArn: `${STAGE_ARN}/${method}${path}`,
    authorizationToken: headerValue,
  }),
  'rest-request': (asked) => ({ type: 'REQUEST', ...payload1(asked) }),
  'http-1.0': (asked) => ({ version: '1.0', type: 'REQUEST', ...payload1(asked) }),
  'http-2.0': (asked) => ({
    version: '2.0',
    type: 'REQUEST',
    routeArn: `${STAGE_ARN}/${asked.routeKey === '$default' ? '$default' : `${asked.method}${asked.path}`}`,
    routeKey: asked.routeKey,
    ...request(asked),
  }),
  websocket: (asked) => ({
    type: 'REQUEST',
    methodArn: `${STAGE_ARN}/$connect`,
    ...request(asked),
    requestContext: { eventType: 'CONNECT', routeKey: '$connect' },
  }),
  appsync: ({ headerValue }) => ({
    authorizationToken: headerValue,
    requestContext: { queryString: 'query { __typename }' },
    requestHeaders: {},
  }),
};

export function buildEvent(asked: Asked): object {
  return EVENTS[asked.kind](asked);
}

function payload1(asked: Asked): object {
  const { method, path, routeKey } = asked;
  const resource = routeKey === '$default' ? routeKey : routeKey.replace(/^\S+ /, '');
  return { methodArn: `${STAGE_ARN}/${method}${path}`, httpMethod: method, path, resource, ...request(asked) };
}

/** The part of a request in which its token stands. */
function request({ tokenSource, headerValue }: Asked): object {
  const colon = tokenSource.indexOf(':');
  const name = tokenSource.slice(colon + 1);
  switch (tokenSource.slice(0, colon)) {
    case 'cookie':
      return { headers: { cookie: `${name}=${withoutScheme(headerValue)}` } };
    case 'query':
      return { queryStringParameters: { [name]: withoutScheme(headerValue) } };
    case 'protocol':
      return { headers: { 'sec-websocket-protocol': `${name}, ${withoutScheme(headerValue)}` } };
    default:
      return { headers: { [name]: headerValue } };
  }
}
