/** The event of a handler behind the authorizer comes in, who is calling goes out, alike for every kind of API; pure, and without imports, so that any handler may use it. */

/** The caller, by the authorizer's word. */
export interface Principal {
  /** The token's `sub`; absent where it has none. */
  readonly sub?: string;
  /** Sorted, unique; none is an empty array. */
  readonly scopes: readonly string[];
  /** The token's `iss`. */
  readonly issuer: string;
  /** The client that the token was issued to; absent where the token does not say. */
  readonly clientId?: string;
  /** All of the authorizer's context: the four above as it sent them (`scopes` separated by spaces), and the keys of `contextClaims`. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Reads the identity that the authorizer handed on.
 *
 * | event | where |
 * | --- | --- |
 * | REST API, HTTP API payload 1.0, WebSocket API | `requestContext.authorizer` |
 * | HTTP API payload 2.0 | `requestContext.authorizer.lambda` |
 * | AppSync resolver | `identity.resolverContext` |
 *
 * @param event as Lambda hands it to the handler
 * @returns undefined where this authorizer did not speak: no authorizer on the route, another one, or an event of another service. Refuse
 *   the request then: it reached the handler by a way that nobody guards.
 */
export function principalOf(event: unknown): Principal | undefined {
  const context = textsOf(contextOf(membersOf(event)));
  const { sub, scopes, issuer, clientId } = context;
  if (scopes === undefined || issuer === undefined) return undefined;
  return { sub, scopes: scopes.split(' ').filter((scope) => scope !== ''), issuer, clientId, context };
}

type Members = Readonly<Record<string, unknown>>;

/** Only where this kind of event has it: a context in another kind's place was not put there by the gateway. */
function contextOf({ version, requestContext, identity }: Members): unknown {
  if (requestContext === undefined) return membersOf(identity).resolverContext;
  const { authorizer } = membersOf(requestContext);
  return version === '2.0' ? membersOf(authorizer).lambda : authorizer;
}

/** API Gateway adds these to the context of some kinds; the authorizer never sets them. */
const GATEWAY_KEYS = ['principalId', 'integrationLatency'];

/** The authorizer sends texts alone. */
function textsOf(context: unknown): Principal['context'] {
  const texts = Object.entries(membersOf(context)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !GATEWAY_KEYS.includes(entry[0]),
  );
  return Object.fromEntries(texts);
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}
