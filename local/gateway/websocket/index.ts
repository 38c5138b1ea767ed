/** A template with a WebSocket API comes in, an API that takes connections comes out, with a named refusal for what of `$connect` is not emulated; messages are not. Pure. */
import type { EmulatedApi } from '../emulated-api.ts';
import type { Template, TemplateResource } from '../template.ts';
import { readWebSocketApi } from './api.ts';
import { converse } from './converse.ts';
import { createWebSocketHandler } from './handler.ts';

export function emulateWebSocketApi(template: Template, resource: TemplateResource, refusals: string[]): EmulatedApi {
  const api = readWebSocketApi(template, resource, refusals);
  const { authorizer, integration } = api.connect;
  return {
    kind: 'WEBSOCKET',
    stage: api.stage,
    functionIds: new Set([authorizer, integration].flatMap((user) => (user ? [user.functionId] : []))),
    run: (effects) => ({ handle: createWebSocketHandler(api, effects), flushAuthorizerCache: () => undefined }),
    converse,
  };
}
