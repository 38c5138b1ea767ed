/** A template with an HTTP API comes in, an API that can be run comes out, with a named refusal for everything that is not emulated; pure. */
import { createAuthorizerCache } from '../authorizer-cache.ts';
import type { EmulatedApi } from '../emulated-api.ts';
import type { Template, TemplateResource } from '../template.ts';
import { readHttpApi } from './api.ts';
import type { AuthorizerAnswer } from './authorize.ts';
import { createHttpApiHandler } from './handler.ts';

export function emulateHttpApi(template: Template, resource: TemplateResource, refusals: string[]): EmulatedApi {
  const api = readHttpApi(template, resource, refusals);
  const functionIds = api.routes.flatMap(({ authorizer, integration }) => [
    ...(authorizer ? [authorizer.functionId] : []),
    integration.functionId,
  ]);
  return {
    kind: 'HTTP',
    stage: api.stage,
    functionIds: new Set(functionIds),
    run(effects) {
      const cache = createAuthorizerCache<AuthorizerAnswer>(effects.now);
      return { handle: createHttpApiHandler({ api, cache, ...effects }), flushAuthorizerCache: () => cache.flush() };
    },
  };
}
