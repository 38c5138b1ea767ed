/** The configuration's one schema comes in, a JSON Schema (draft-07, which editors know best) with descriptions and defaults goes out; pure. */
import {
  type JsonSchema,
  type OverrideActionContext,
  type OverrideSchemaContext,
  toJsonSchema,
} from '@valibot/to-json-schema';
import { AuthorizerConfigSchema } from '../lambda/authorizer/config-schema.ts';
import { CONFIG_DESCRIPTIONS } from './config-descriptions.ts';
import { describeSchema } from './describe-schema.ts';

/** What `parseRouteKey` accepts, as a pattern. */
const ROUTE_KEY = (() => {
  const segment = "(?:[\\w.~!$&'()+,;=:@%-]+|\\{[\\w.:-]+\\})";
  const lastSegment = `(?:${segment}|\\{[\\w.:-]+\\+\\})`;
  const path = `(?:/|(?:/${segment})*/${lastSegment}/?)`;
  const method = '(?:ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT)';
  const field = '[_A-Za-z]\\w*\\.[_A-Za-z]\\w*';
  return `^(?:\\$default|\\$connect|${field}|${method} ${path})$`;
})();

/** Keys of the context that the authorizer or API Gateway itself sets. */
const RESERVED_CONTEXT_KEYS = ['sub', 'scopes', 'issuer', 'clientId', 'principalId', 'claims', 'integrationLatency'];

/**
 * What the schema checks by functions, which the library cannot read, in JSON Schema's words. The key is how the function's type and
 * its message begin.
 */
const CHECKS: Readonly<Record<string, JsonSchema>> = {
  // An array is no object to JSON Schema anyway.
  'check: an object': {},
  'check: a context key other than': { not: { enum: RESERVED_CONTEXT_KEYS } },
  // Such a check has no message of its own, and there is one: of the route keys.
  'raw_check: ': { pattern: ROUTE_KEY },
  // What the function makes of a value that was accepted.
  'transform: ': {},
};

/**
 * The JSON Schema of `AUTHORIZER_CONFIG`.
 *
 * It says the shape. What keys say against each other (one source of keys for an issuer, HS256 with its secret alone, two names for one
 * route) and whether addresses and keys are usable is for `validateConfig` to say, which runs at synthesis and when the function starts.
 *
 * @throws Error where the schema holds what has no words here yet, or where keys and descriptions do not agree
 */
export function configJsonSchema(): JsonSchema {
  const schema = toJsonSchema(AuthorizerConfigSchema, {
    target: 'draft-07',
    // Its own errors would also refuse two schemas in one pipe, of which ours has the first only to refuse arrays; see `unknownTo`.
    errorMode: 'ignore',
    overrideAction: toWords,
    overrideSchema: tidy,
  });
  const described = describeSchema(schema, CONFIG_DESCRIPTIONS);
  return { $schema: schema.$schema, title: 'AUTHORIZER_CONFIG of jwt-authorizer', ...described };
}

function toWords({ valibotAction, jsonSchema, errors }: OverrideActionContext): JsonSchema | undefined {
  if (errors === undefined) return undefined;
  const { type } = valibotAction;
  const message = 'message' in valibotAction ? valibotAction.message : '';
  const signature = `${type}: ${typeof message === 'string' ? message : ''}`;
  const known = Object.keys(CHECKS).find((beginning) => signature.startsWith(beginning));
  if (known === undefined) throw unknownTo('CHECKS', signature, errors);
  return { ...jsonSchema, ...CHECKS[known] };
}

/** Fewer words for the same, which editors turn into better messages. */
function tidy({ valibotSchema, jsonSchema, errors }: OverrideSchemaContext): JsonSchema | undefined {
  if (errors !== undefined) throw unknownTo('tidy', valibotSchema.type, errors);
  if (!('entries' in valibotSchema)) return undefined;
  const { properties = {}, required = [], additionalProperties, ...others } = jsonSchema;
  return {
    ...others,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
    ...(additionalProperties !== undefined && {
      additionalProperties: acceptsNothing(additionalProperties) ? false : additionalProperties,
    }),
  };
}

/** `{ not: {} }`, as the library writes it. */
function acceptsNothing(schema: JsonSchema | boolean): boolean {
  return typeof schema === 'object' && schema.not !== undefined && Object.keys(schema.not).length === 0;
}

function unknownTo(place: string, what: string, errors: readonly string[]): Error {
  return new Error(
    `bin/config-json-schema.ts: "${what}" has no JSON Schema (${errors.join('; ')}); say in ${place} what it means`,
  );
}
