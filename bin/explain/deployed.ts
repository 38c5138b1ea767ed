/** A synthesized template and the function's id come in, what the template says of the API in front of it goes out; pure. */
import type { EventKind } from '../../lambda/authorizer/road.ts';
import type { GatewayWords } from '../../lib/caller-sees.ts';
import { functionNameOf, type Template, type TemplateResource } from '../../local/gateway/template.ts';

export interface Deployed {
  /** Undefined where authorizers of several kinds call the function, or none does. */
  readonly kind?: EventKind;
  /** Undefined where the API has API Gateway's own. */
  readonly gatewayResponses?: GatewayWords;
}

export function deployedIn(template: Template, functionId: string): Deployed {
  const name = nameOf(functionId, template);
  const kinds = template
    .ofType('AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer')
    .map((resource) => ({ resource, properties: propertiesOf(resource) }))
    .filter(({ properties: { AuthorizerUri } }) => invokes(AuthorizerUri, name))
    .map(({ resource, properties }) => kindOf(resource, properties, template));
  const [kind, ...others] = new Set(kinds);
  return { kind: others.length === 0 ? kind : undefined, gatewayResponses: gatewayWordsIn(template) };
}

function nameOf(functionId: string, template: Template): string {
  try {
    return template.resources.find(({ logicalId }) => logicalId === functionId)?.physicalName ?? functionId;
  } catch {
    // A name that is made in AWS.
    return functionId;
  }
}

type Properties = Readonly<Record<string, unknown>>;

/** What names something that only AWS knows is left aside. */
function propertiesOf(resource: TemplateResource): Properties {
  try {
    return resource.properties;
  } catch {
    return {};
  }
}

function invokes(uri: unknown, name: string): boolean {
  const [, functionArn] = /\/functions\/(.+)\/invocations$/.exec(String(uri)) ?? [];
  return functionArn !== undefined && functionNameOf(functionArn) === name;
}

function kindOf({ type }: TemplateResource, properties: Properties, template: Template): EventKind {
  if (type === 'AWS::ApiGateway::Authorizer') return properties.Type === 'TOKEN' ? 'rest-token' : 'rest-request';
  const api = template.ofType('AWS::ApiGatewayV2::Api').find(({ physicalName }) => physicalName === properties.ApiId);
  if (api && propertiesOf(api).ProtocolType === 'WEBSOCKET') return 'websocket';
  return properties.AuthorizerPayloadFormatVersion === '1.0' ? 'http-1.0' : 'http-2.0';
}

/** As `addGatewayResponses` writes them. */
function gatewayWordsIn(template: Template): GatewayWords | undefined {
  for (const resource of template.ofType('AWS::ApiGateway::GatewayResponse')) {
    const { ResponseType, ResponseParameters } = propertiesOf(resource);
    const header = (name: string) => String(Object(ResponseParameters)[`gatewayresponse.header.${name}`] ?? '');
    const [, realm] = /^'Bearer realm="([^"]*)"'$/.exec(header('WWW-Authenticate')) ?? [];
    const [, allowOrigin = '*'] = /^'(.*)'$/.exec(header('Access-Control-Allow-Origin')) ?? [];
    if (ResponseType === 'UNAUTHORIZED' && realm !== undefined) return { realm, allowOrigin };
  }
  return undefined;
}
