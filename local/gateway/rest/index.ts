/** A template with a REST API comes in, an API that can be run comes out, with a named refusal for everything that is not emulated; pure. */
import { createAuthorizerCache } from '../authorizer-cache.ts';
import type { EmulatedApi } from '../emulated-api.ts';
import type { Template } from '../template.ts';
import { readRestApi } from './api.ts';
import type { AuthorizerAnswer } from './authorize.ts';
import { createRestHandler } from './handler.ts';
import type { Method } from './model.ts';

export function emulateRestApi(template: Template, refusals: string[]): EmulatedApi | undefined {
  const api = readRestApi(template, refusals);
  if (!api) return undefined;
  return {
    kind: 'REST',
    stage: api.stage,
    functionIds: new Set(api.resources.flatMap(({ methods }) => [...methods.values()].flatMap(functionIds))),
    run(effects) {
      const cache = createAuthorizerCache<AuthorizerAnswer>(effects.now);
      return { handle: createRestHandler({ api, cache, ...effects }), flushAuthorizerCache: () => cache.flush() };
    },
  };
}

function functionIds({ authorizer, integration }: Method): string[] {
  return [
    ...(authorizer ? [authorizer.functionId] : []),
    ...(integration.kind === 'lambda' ? [integration.functionId] : []),
  ];
}
