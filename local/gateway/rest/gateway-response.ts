/** A failure and the template's gateway responses come in, the answer that API Gateway gives in their place comes out; pure. */
import * as v from 'valibot';
import type { HttpAnswer, HttpHeaders } from '../http.ts';
import { readProperties } from '../properties.ts';
import type { TemplateResource } from '../template.ts';
import { type Variables, variableValue } from '../variables.ts';
import { GATEWAY_RESPONSE_TYPES, type GatewayFailure, type GatewayResponseType } from './failures.ts';
import { isKnownVariable } from './variables.ts';

/** A gateway response as the template customizes it. */
export interface GatewayResponse {
  readonly type: GatewayResponseType;
  readonly status?: number;
  /** Header name to a static value or the name of a variable. */
  readonly headers: readonly { readonly name: string; readonly value: HeaderSource }[];
  readonly body?: { readonly contentType: string; readonly template: string };
}

export type HeaderSource = { readonly text: string } | { readonly variable: string };

export type GatewayResponses = ReadonlyMap<GatewayResponseType, GatewayResponse>;

const JSON_TYPE = 'application/json';
const HEADER_PREFIX = 'gatewayresponse.header.';

/** `$context.requestId` and the like. Gateway responses know simple variables only, no directives. */
const VARIABLE = /\$([a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)*)/g;

const GatewayResponseProperties = v.strictObject({
  ResponseParameters: v.optional(v.record(v.string(), v.string()), {}),
  ResponseTemplates: v.optional(v.record(v.string(), v.string()), {}),
  ResponseType: v.picklist(GATEWAY_RESPONSE_TYPES),
  RestApiId: v.string(),
  StatusCode: v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer())),
});

/** Reads one `AWS::ApiGateway::GatewayResponse`; mappings that cannot be emulated are appended to `refusals`. */
export function readGatewayResponse(resource: TemplateResource, refusals: string[]): GatewayResponse | undefined {
  const properties = readProperties(resource, GatewayResponseProperties, refusals);
  if (!properties) return undefined;
  const refuse = (what: string) => refusals.push(`${resource.type} ${resource.logicalId}: ${what}`);

  const headers = Object.entries(properties.ResponseParameters).flatMap(([parameter, mapping]) => {
    const value = parseHeaderSource(mapping);
    if (parameter.startsWith(HEADER_PREFIX) && value) return [{ name: parameter.slice(HEADER_PREFIX.length), value }];
    refuse(
      `ResponseParameters: ${parameter}: ${mapping} is not emulated, only headers from 'text' or request variables`,
    );
    return [];
  });

  const templates = Object.entries(properties.ResponseTemplates);
  if (templates.length > 1) refuse('ResponseTemplates for several content types are not emulated');
  for (const [, template] of templates) {
    for (const what of unknownInTemplate(template)) refuse(`ResponseTemplates: ${what} is not emulated`);
  }
  const [first] = templates;
  return {
    type: properties.ResponseType,
    status: properties.StatusCode,
    headers,
    body: first && { contentType: first[0], template: first[1] },
  };
}

function parseHeaderSource(mapping: string): HeaderSource | undefined {
  const text = /^'(.*)'$/s.exec(mapping)?.[1];
  if (text !== undefined) return { text };
  return isKnownVariable(mapping) ? { variable: mapping } : undefined;
}

function unknownInTemplate(template: string): string[] {
  const directives = template.match(/#[a-z]+\b|\$!?\{|\$![a-zA-Z]/g) ?? [];
  const variables = [...template.matchAll(VARIABLE)].map(([, name = '']) => name);
  return [...directives, ...variables.filter((name) => !isKnownVariable(name)).map((name) => `$${name}`)];
}

/**
 * Answers a failure: by the gateway response for its type, else by `DEFAULT_4XX` or `DEFAULT_5XX`, else as API Gateway does by itself.
 *
 * @param variables of the request; `context.error` is added here
 */
export function toGatewayAnswer(
  failure: GatewayFailure,
  responses: GatewayResponses,
  requestId: string,
  variables: Variables,
): HttpAnswer {
  const fallback = failure.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const response = responses.get(failure.type) ?? responses.get(fallback);
  const error = {
    message: failure.message ?? '',
    messageString: JSON.stringify(failure.message),
    responseType: failure.type,
  };
  const known = { ...variables, context: { ...variables.context, error } };
  const body = response?.body
    ? response.body.template.replace(VARIABLE, (_match, name: string) => variableValue(name, known) ?? '')
    : (failure.defaultBody ?? JSON.stringify({ message: failure.message }));

  const headers = new Map<string, readonly [string, string]>();
  const set = (name: string, value: string) => headers.set(name.toLowerCase(), [name, value]);
  set('Content-Type', response?.body?.contentType ?? JSON_TYPE);
  set('x-amzn-RequestId', requestId);
  set('x-amzn-ErrorType', failure.errorType);
  for (const { name, value } of response?.headers ?? []) {
    const text = 'text' in value ? value.text : variableValue(value.variable, known);
    if (text !== undefined) set(name, text);
  }
  return {
    status: response?.status ?? failure.status,
    headers: [...headers.values()] as HttpHeaders,
    body: Buffer.from(body),
  };
}
