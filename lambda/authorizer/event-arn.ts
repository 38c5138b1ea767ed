/** The ARN of an event comes in, what the request asks for goes out; pure. */
import type { Fields } from './event-fields.ts';
import { AuthorizerFault, type Target } from './road.ts';

const FORM = 'arn:{partition}:execute-api:{region}:{account}:{apiId}/{stage}/{METHOD}/{path}';

/** The stage, then `$connect` (WebSocket) or `$default` (an HTTP API's route for everything else), or the method and the caller's own path, which may hold anything. */
const ARN = /^(arn:[\w-]+:execute-api:[\w-]*:\d*:[\w-]+\/[\w$-]+)\/(?:\$connect|\$default|([\w-]+)(?:\/(.*))?)$/s;

/**
 * Reads the stage, the method and the path from the ARN alone: the event's own `path` and `rawPath` hold a custom domain's base path,
 * and in an HTTP API the stage. Where the ARN ends with a route's name, method and path are empty.
 *
 * @param key what the ARN is called in this kind of event
 * @throws AuthorizerFault `unsupported_event`
 */
export function parseArn(event: Fields, key: 'methodArn' | 'routeArn'): Omit<Target, 'routeKey'> {
  const [, stageArn, method, path = ''] = ARN.exec(String(event[key])) ?? [];
  if (stageArn === undefined) {
    throw new AuthorizerFault(
      'unsupported_event',
      `${key} is not of the form ${FORM} or …/{stage}/$connect; send the event as API Gateway makes it`,
    );
  }
  return method === undefined ? { stageArn, method: '', path: '' } : { stageArn, method, path: `/${path}` };
}
