/** A view of a synthesized template and the function's id come in, what the template says of the API in front of it goes out; pure. */
import type { EventKind } from '../../lambda/authorizer/road.ts';
import type { GatewayWords } from '../../lib/caller-sees.ts';
import { seeAuthorizers } from '../configuration/see-authorizers.ts';
import type { TemplateView } from '../configuration/template-view.ts';

export interface Deployed {
  /** Undefined where authorizers of several kinds call the function, or none does. */
  readonly kind?: EventKind;
  /** Undefined where the API has API Gateway's own. */
  readonly gatewayResponses?: GatewayWords;
}

export function deployedIn(view: TemplateView, functionId: string): Deployed {
  const [kind, ...others] = new Set(seeAuthorizers(view, functionId).map(({ facts }) => facts.kind));
  return { kind: others.length === 0 ? kind : undefined, gatewayResponses: gatewayWordsIn(view) };
}

/** As `addGatewayResponses` writes them. */
function gatewayWordsIn(view: TemplateView): GatewayWords | undefined {
  for (const { properties } of view.ofType('AWS::ApiGateway::GatewayResponse')) {
    const { ResponseType, ResponseParameters } = properties;
    const header = (name: string) => view.text(Object(ResponseParameters)[`gatewayresponse.header.${name}`]);
    const [, realm] = /^'Bearer realm="([^"]*)"'$/.exec(header('WWW-Authenticate')) ?? [];
    const [, allowOrigin = '*'] = /^'(.*)'$/.exec(header('Access-Control-Allow-Origin')) ?? [];
    if (ResponseType === 'UNAUTHORIZED' && realm !== undefined) return { realm, allowOrigin };
  }
  return undefined;
}
