/** The MOCK integration that CDK's CORS options create comes in, a fixed preflight answer comes out; every other mock is refused; pure. */
import * as v from 'valibot';
import { type HttpAnswer, type HttpHeaders, headerValue } from '../http.ts';
import { ignored } from '../properties.ts';

export interface Preflight {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** Further origins that are echoed where the caller's `Origin` is one of them. */
  readonly otherOrigins: readonly string[];
}

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin';
const PARAMETER_PREFIX = 'method.response.header.';

const staticText = v.pipe(v.string(), v.regex(/^'.*'$/s, "a mapping other than 'static text' is not emulated"));

export const PreflightIntegration = v.strictObject({
  Type: v.literal('MOCK'),
  IntegrationResponses: v.strictTuple([
    v.strictObject({
      ResponseParameters: v.record(v.pipe(v.string(), v.startsWith(PARAMETER_PREFIX)), staticText),
      ResponseTemplates: v.optional(
        v.strictObject({
          'application/json': v.pipe(
            v.string(),
            v.check(
              (template) => template === originTemplate(originsIn(template)),
              'this mapping template is not emulated',
            ),
          ),
        }),
      ),
      StatusCode: v.pipe(v.string(), v.transform(Number), v.integer()),
    }),
  ]),
  PassthroughBehavior: ignored,
  RequestTemplates: v.strictObject({ 'application/json': v.literal('{ statusCode: 200 }') }),
});

export function toPreflight(integration: v.InferOutput<typeof PreflightIntegration>): Preflight {
  const [response] = integration.IntegrationResponses;
  return {
    status: response.StatusCode,
    headers: Object.entries(response.ResponseParameters).map(
      ([name, value]) => [name.slice(PARAMETER_PREFIX.length), value.slice(1, -1)] as const,
    ),
    otherOrigins: originsIn(response.ResponseTemplates?.['application/json'] ?? ''),
  };
}

/** Answers a preflight request; the body is empty, as the mock has no template for one. */
export function answerPreflight(preflight: Preflight, requestHeaders: HttpHeaders): HttpAnswer {
  const origin = headerValue(requestHeaders, 'origin');
  const echo = origin !== undefined && preflight.otherOrigins.includes(origin);
  const headers = preflight.headers.map(
    ([name, value]) => [name, echo && name === ALLOW_ORIGIN ? origin : value] as const,
  );
  return {
    status: preflight.status,
    headers: [['Content-Type', 'application/json'], ...headers],
    body: Buffer.alloc(0),
  };
}

function originsIn(template: string): string[] {
  return [...template.matchAll(/\$origin == "([^"]+)"/g)].map(([, origin = '']) => origin);
}

/** The one mapping template that is understood: what CDK writes for the second and further origins of `allowOrigins`. */
function originTemplate(origins: readonly string[]): string {
  return [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if($origin == "")',
    '  #set($origin = $input.params().header.get("origin"))',
    '#end',
    `#if(${origins.map((origin) => `$origin == "${origin}"`).join(' || ')})`,
    `  #set($context.responseOverride.header.${ALLOW_ORIGIN} = $origin)`,
    '#end',
  ].join('\n');
}
