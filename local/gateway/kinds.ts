/** A template comes in, the one API that it holds comes out, whatever its kind; pure. */
import type { EmulatedApi } from './emulated-api.ts';
import { emulateHttpApi } from './http-api/index.ts';
import { emulateRestApi } from './rest/index.ts';
import type { Template, TemplateResource } from './template.ts';
import { emulateWebSocketApi } from './websocket/index.ts';

const REST_TYPE = 'AWS::ApiGateway::RestApi';
const V2_TYPE = 'AWS::ApiGatewayV2::Api';

/** By the `ProtocolType` of an `AWS::ApiGatewayV2::Api`. */
const V2_KINDS: Readonly<
  Record<string, (template: Template, api: TemplateResource, refusals: string[]) => EmulatedApi>
> = { HTTP: emulateHttpApi, WEBSOCKET: emulateWebSocketApi };

/**
 * Reads the one API of a template.
 *
 * @param refusals receives a line for everything that is not emulated or that would not work in AWS either
 * @returns undefined when there is no API to speak of; one with gaps when there are refusals
 */
export function readApi(template: Template, refusals: string[]): EmulatedApi | undefined {
  const [api, ...others] = template.ofType(V2_TYPE);
  if (!api) return emulateRestApi(template, refusals);
  const beside = [...others, ...template.ofType(REST_TYPE)].map(({ logicalId }) => logicalId);
  if (beside.length > 0) {
    // Several could share a path, and it would not be plain which one answers.
    refusals.push(
      `${V2_TYPE} ${api.logicalId}: found beside ${beside.join(', ')}, expected one API in the template; give each a stack of its own`,
    );
    return undefined;
  }
  const protocol = String(api.properties.ProtocolType);
  const emulate = V2_KINDS[protocol];
  if (!emulate) refusals.push(`${V2_TYPE} ${api.logicalId}: ProtocolType is ${protocol}, expected HTTP or WEBSOCKET`);
  return emulate?.(template, api, refusals);
}
