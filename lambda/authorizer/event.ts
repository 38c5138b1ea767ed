/** First room: whatever API Gateway hands over comes in, a request of the road goes out; pure. The only room that knows the shapes of events. */
import type { APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { AuthorizerFault, type AuthorizerRequest, type EventKind, type Target } from './road.ts';

/** How events of one kind are told and read. A new kind is one more row. */
interface EventAdapter {
  readonly kind: EventKind;
  matches(event: Readonly<Record<string, unknown>>): boolean;
  read(event: Readonly<Record<string, unknown>>): AuthorizerRequest;
}

const ADAPTERS: readonly EventAdapter[] = [
  {
    kind: 'rest-token',
    matches: ({ type, methodArn }) => type === 'TOKEN' && typeof methodArn === 'string',
    read: (event) => {
      const { authorizationToken, methodArn } = event as Partial<APIGatewayTokenAuthorizerEvent> & {
        methodArn: string;
      };
      return {
        kind: 'rest-token',
        // The gateway has looked the token up by its identity source; the event carries nothing else of the request.
        presented: { values: typeof authorizationToken === 'string' ? [authorizationToken] : [], form: 'bearer' },
        target: parseMethodArn(methodArn),
      };
    },
  },
];

/**
 * Reads an event.
 *
 * @throws AuthorizerFault `unsupported_event`; the message names the keys that were found, never their values
 */
export function parseEvent(event: unknown): AuthorizerRequest {
  const fields = typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {};
  const adapter = ADAPTERS.find(({ matches }) => matches(fields));
  if (!adapter) {
    const keys = Object.keys(fields).slice(0, 20).join(', ');
    throw new AuthorizerFault(
      'unsupported_event',
      `received ${keys ? `an event with ${keys}` : `no event but ${typeof event}`}; expected a REST API TOKEN authorizer event with type "TOKEN" and methodArn`,
    );
  }
  return adapter.read(fields);
}

/** `arn:{partition}:execute-api:{region}:{account}:{apiId}/{stage}/{METHOD}/{path}`; the path is the caller's own and may hold anything. */
const METHOD_ARN = /^(arn:[\w-]+:execute-api:[\w-]*:\d*:[\w-]+\/[\w$-]+)\/([A-Z]+)(?:\/(.*))?$/s;

function parseMethodArn(methodArn: string): Target {
  const [, stageArn, method, path = ''] = METHOD_ARN.exec(methodArn) ?? [];
  if (!stageArn || !method) {
    throw new AuthorizerFault(
      'unsupported_event',
      'methodArn is not of the form arn:{partition}:execute-api:{region}:{account}:{apiId}/{stage}/{METHOD}/{path}',
    );
  }
  return { stageArn, method, path: `/${path}` };
}
