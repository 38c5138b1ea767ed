/** A view of a template and the authorizer's function come in, all that calls the function goes out, with the function itself; pure. */
import type { AuthorizerConfig } from '../../lambda/authorizer/config.ts';
import { type AuthorizerFacts, seeAuthorizers } from '../configuration/see-authorizers.ts';
import type { Resource, TemplateView } from '../configuration/template-view.ts';
import type { TemplateFacts } from './facts.ts';
import { seeHttpApi, seeRestApi } from './see-apis.ts';

export interface TemplateSight extends TemplateFacts {
  readonly authorizers: readonly AuthorizerFacts[];
  readonly environmentBytes?: number;
  /** What could not be read, each in words. */
  readonly unread: readonly string[];
}

/** @param functionId the function's logical id */
export function seeTemplate(view: TemplateView, functionId: string, config: AuthorizerConfig): TemplateSight {
  const authorizers = seeAuthorizers(view, functionId);
  const apis = [
    ...view.ofType('AWS::ApiGateway::RestApi').map((api) => ({ api, see: seeRestApi })),
    ...view.ofType('AWS::ApiGatewayV2::Api').map((api) => ({ api, see: seeHttpApi })),
  ].flatMap(({ api, see }) => {
    const own = authorizers.filter(({ apiId }) => apiId === api.id);
    if (own.length === 0) return [];
    const isByName = own.some(({ facts }) => goesByName(facts, config));
    const isKept = own.some(({ facts }) => facts.ttlSeconds > 0);
    return [see({ view, api, authorizerIds: new Set(own.map(({ id }) => id)), isByName, isKept })];
  });
  const lambda = view.ofType('AWS::Lambda::Function').find(({ id }) => id === functionId);
  return {
    authorizers: authorizers.map(({ facts }) => facts),
    apis: apis.map(({ facts }) => facts),
    ...(lambda && seeFunction(view, lambda)),
    unread: apis.flatMap(({ unread }) => unread),
  };
}

/** A TOKEN event names no route; of the others a policy for the whole API alone goes by method and path. */
function goesByName({ kind, simpleResponses }: AuthorizerFacts, { policyScope }: AuthorizerConfig): boolean {
  return kind !== 'rest-token' && (kind === 'websocket' || simpleResponses === true || policyScope === 'route');
}

function seeFunction(
  view: TemplateView,
  { where, properties }: Resource,
): Required<Pick<TemplateSight, 'function' | 'environmentBytes'>> {
  const { Variables: variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  const texts = Object.entries(variables).map(([name, value]) => name + view.text(value));
  return {
    function: {
      where,
      timeoutSeconds: Number(properties.Timeout ?? LAMBDA_DEFAULT_TIMEOUT_SECONDS),
      environment: new Map(Object.entries(variables).map(([name, value]) => [name, formOf(value)])),
    },
    environmentBytes: Buffer.byteLength(texts.join('')),
  };
}

const LAMBDA_DEFAULT_TIMEOUT_SECONDS = 3;

function formOf(value: unknown): 'text' | 'reference' {
  return typeof value === 'string' && !value.includes('{{resolve:') ? 'text' : 'reference';
}
