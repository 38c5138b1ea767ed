/** A JSON Schema and a description for each of its keys come in, the schema with its descriptions goes out; pure. */
import type { JsonSchema } from '@valibot/to-json-schema';

/**
 * @param descriptions by path, such as `issuers[].audience`; `[]` stands for the members of an array or of a dictionary
 * @throws Error where a key has no description, or a description no key
 */
export function describeSchema(schema: JsonSchema, descriptions: Readonly<Record<string, string>>): JsonSchema {
  const paths = new Set<string>();
  const described = describe(schema, '', (path) => {
    paths.add(path);
    return descriptions[path];
  });
  const unknown = Object.keys(descriptions).filter((path) => !paths.has(path));
  if (unknown.length > 0) {
    throw new Error(`${unknown.join(', ')}: a description of no key of the schema, expected one; remove it`);
  }
  return described;
}

function describe(schema: JsonSchema, path: string, descriptionOf: (path: string) => string | undefined): JsonSchema {
  const { properties, items, additionalProperties, anyOf, ...others } = schema;
  const description = descriptionOf(path);
  const within = (member: JsonSchema | boolean, place: string) =>
    typeof member === 'boolean' ? member : describe(member, place, descriptionOf);
  const property = ([key, member]: [string, JsonSchema | boolean]) => {
    const place = path === '' ? key : `${path}.${key}`;
    if (descriptionOf(place) === undefined) throw new Error(`${place}: a key without a description; say what it is`);
    return [key, within(member, place)];
  };
  return {
    ...(description !== undefined && { description }),
    ...others,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(property)) }),
    ...(items && !Array.isArray(items) && { items: within(items, `${path}[]`) }),
    ...(additionalProperties !== undefined && { additionalProperties: within(additionalProperties, `${path}[]`) }),
    ...(anyOf && { anyOf: anyOf.map((member) => withoutDescription(within(member, path))) }),
  };
}

/** The whole that the alternatives belong to has said it. */
function withoutDescription(alternative: JsonSchema | boolean): JsonSchema | boolean {
  if (typeof alternative === 'boolean') return alternative;
  const { description, ...others } = alternative;
  return others;
}
