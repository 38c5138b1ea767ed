/** First room: whatever API Gateway or AppSync hands over comes in, a request of the road goes out; pure. The event files alone know the shapes of events. */
import { parseArn } from './event-arn.ts';
import { type Fields, fieldsOf, isObject, isText, textsOf } from './event-fields.ts';
import { findToken } from './event-token.ts';
import { AuthorizerFault, type AuthorizerRequest, type EventKind } from './road.ts';

/** How events of one kind are told and read. A new kind is one more row. */
interface EventAdapter {
  readonly kind: EventKind;
  matches(event: Fields): boolean;
  read(event: Fields, tokenSources: readonly string[]): Pick<AuthorizerRequest, 'presented' | 'target'>;
}

/**
 * The first row that matches reads the event. What an ARN is called tells the payload format versions apart, not `version`: SAM CLI gives an
 * HTTP API's authorizer the body of the event that its *integration* takes, `version` included, and puts the authorizer's own ARN into it.
 */
const ADAPTERS: readonly EventAdapter[] = [
  {
    kind: 'rest-token',
    matches: ({ type, methodArn }) => type === 'TOKEN' && isText(methodArn),
    read: (event) => ({
      // The gateway has looked the token up by its identity source; the event carries nothing else of the request.
      presented: { values: textsOf(event.authorizationToken), form: 'bearer' },
      target: parseArn(event, 'methodArn'),
    }),
  },
  {
    kind: 'websocket',
    matches: ({ methodArn, requestContext }) => isText(methodArn) && fieldsOf(requestContext).eventType === 'CONNECT',
    read: (event, tokenSources) => ({
      presented: findToken(event, tokenSources),
      target: { ...parseArn(event, 'methodArn'), routeKey: '$connect' },
    }),
  },
  {
    kind: 'http-2.0',
    matches: ({ routeArn }) => isText(routeArn),
    read: (event, tokenSources) => ({
      presented: findToken(event, tokenSources),
      target: { ...parseArn(event, 'routeArn'), routeKey: routeKeyOf(event) },
    }),
  },
  {
    kind: 'http-1.0',
    matches: ({ type, methodArn, version }) => type === 'REQUEST' && isText(methodArn) && isText(version),
    read: readMethodArnRequest,
  },
  {
    kind: 'rest-request',
    matches: ({ type, methodArn }) => type === 'REQUEST' && isText(methodArn),
    read: readMethodArnRequest,
  },
  {
    kind: 'appsync',
    // AppSync's Event APIs ask for an operation on a channel; a GraphQL API asks for a whole query.
    matches: ({ requestHeaders, requestContext }) =>
      isObject(requestContext) &&
      (isText(requestContext.queryString) || isObject(requestHeaders)) &&
      requestContext.operation === undefined,
    read: (event) => ({ presented: { values: textsOf(event.authorizationToken), form: 'either' } }),
  },
];

const EXPECTED =
  'expected the event of a Lambda authorizer of a REST API (type "TOKEN" or "REQUEST", methodArn), an HTTP API (methodArn or routeArn), ' +
  'a WebSocket API (methodArn, requestContext.eventType "CONNECT") or an AppSync GraphQL API (authorizationToken, requestContext.queryString); ' +
  'attach the function to an API as its authorizer';

/**
 * Reads an event.
 *
 * @param tokenSources where a request may hold its token, in order; TOKEN and AppSync events carry one value and nothing to choose from
 * @throws AuthorizerFault `unsupported_event`; the message names the keys that were found, never their values
 */
export function parseEvent(event: unknown, tokenSources: readonly string[]): AuthorizerRequest {
  const fields = fieldsOf(event);
  const adapter = ADAPTERS.find(({ matches }) => matches(fields));
  if (!adapter) {
    const keys = Object.keys(fields).slice(0, 20).join(', ');
    // Of an object without keys there is nothing to tell that is secret.
    const nothing = typeof event === 'object' ? JSON.stringify(event) : typeof event;
    const found = keys ? `an event with ${keys}` : `no event but ${nothing}`;
    throw new AuthorizerFault('unsupported_event', `received ${found}; ${EXPECTED}`);
  }
  const { requestId } = fieldsOf(fields.requestContext);
  return {
    kind: adapter.kind,
    requestId: isText(requestId) ? requestId : undefined,
    ...adapter.read(fields, tokenSources),
  };
}

function readMethodArnRequest(event: Fields, tokenSources: readonly string[]): ReturnType<EventAdapter['read']> {
  return {
    presented: findToken(event, tokenSources),
    target: { ...parseArn(event, 'methodArn'), routeKey: routeKeyOf(event) },
  };
}

/** Payload 2.0 names the route; 1.0 names its path as `resource`, and the caller's method. */
function routeKeyOf({ routeKey, resource, httpMethod }: Fields): string | undefined {
  if (isText(routeKey)) return routeKey;
  if (resource === '$default') return resource;
  return isText(resource) && isText(httpMethod) ? `${httpMethod} ${resource}` : undefined;
}
