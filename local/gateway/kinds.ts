/** A template comes in, the one API that it holds comes out, whatever its kind; pure. */
import * as v from 'valibot';
import type { EmulatedApi } from './emulated-api.ts';
import { emulateHttpApi } from './http-api/index.ts';
import { readProperties } from './properties.ts';
import { emulateRestApi } from './rest/index.ts';
import type { Template } from './template.ts';
import { emulateWebSocketApi } from './websocket/index.ts';

const REST_TYPE = 'AWS::ApiGateway::RestApi';
const V2_TYPE = 'AWS::ApiGatewayV2::Api';

const V2Properties = v.looseObject({ ProtocolType: v.picklist(['HTTP', 'WEBSOCKET']) });

const V2_KINDS = { HTTP: emulateHttpApi, WEBSOCKET: emulateWebSocketApi };

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
  const properties = readProperties(api, V2Properties, refusals);
  return properties && V2_KINDS[properties.ProtocolType](template, api, refusals);
}
