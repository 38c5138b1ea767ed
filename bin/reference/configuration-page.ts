/** The JSON Schema of the configuration comes in, docs/configuration.md goes out; pure. */
import type { JsonSchema } from '@valibot/to-json-schema';
import { PROFILES } from '../../lambda/authorizer/profiles.ts';
import { table } from '../markdown.ts';
import { EXAMPLE, KEY_DETAILS, SEE } from './config-details.ts';

export interface Key {
  /** Such as `issuers[].audience`. */
  readonly path: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

const INTRODUCTION = `One environment variable, \`AUTHORIZER_CONFIG\`, holds one JSON document; the constructs write it from their prop \`config\`. It is checked at
synthesis and again when the function starts, and every problem is reported at once. Unknown keys are refused. Lambda's environment has 4 KB for it. Editors
know it by its [JSON Schema](packages.md#the-json-schema). \`npm run reference\` writes this page from the same schema.`;

const PROFILES_INTRODUCTION =
  'A profile gives an issuer these defaults; each can be set for the issuer itself. [A page for each](issuers/README.md).';

/** @throws Error where a key has no details, or details no key */
export function configurationPage(schema: JsonSchema): string {
  const keys = keysOf(schema, '');
  const unknown = Object.keys({ ...KEY_DETAILS, ...SEE }).filter((path) => keys.every((key) => key.path !== path));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')}: details of no key of the schema, expected one; remove them`);
  return `${[
    '# Configuration',
    INTRODUCTION,
    ['```json', JSON.stringify(EXAMPLE, null, 2), '```'].join('\n'),
    ...keys.map(describe),
    '## Profiles',
    PROFILES_INTRODUCTION,
    profileTable(),
  ].join('\n\n')}\n`;
}

/**
 * Every key, those within right after it.
 *
 * @param within the path of the schema; empty for the whole
 */
export function keysOf({ properties = {}, required = [] }: JsonSchema, within: string): Key[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = within === '' ? name : `${within}.${name}`;
    const key: Key = { path, schema: schema as JsonSchema, isRequired: required.includes(name) };
    return [key, ...membersOf(key)];
  });
}

function membersOf({ path, schema }: Key): Key[] {
  const { items, additionalProperties, anyOf = [] } = schema;
  const members = [items, additionalProperties].flatMap((member) => (isSchema(member) ? [member] : []));
  return [
    ...keysOf(schema, path),
    ...anyOf.flatMap((alternative) => (isSchema(alternative) ? keysOf(alternative, path) : [])),
    ...members.flatMap((member) => membersOf({ path: `${path}[]`, schema: member, isRequired: false })),
  ];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe({ path, schema, isRequired }: Key): string {
  const level = path.includes('.') ? '###' : '##';
  const [what = '', wordsForDefault] = (schema.description ?? '').split(' Default: ');
  const more = SEE[path] === undefined ? '' : ` More: ${SEE[path]}.`;
  const heading = `${level} ${path}\n\n${withCode(what)}${more}`;
  const details = KEY_DETAILS[path];
  const hasKeys = membersOf({ path, schema, isRequired }).length > 0;
  if (details === undefined) {
    if (hasKeys) return heading;
    throw new Error(
      `${path}: a key without details; say in bin/reference/config-details.ts why its default is right, and give an example`,
    );
  }
  const value = schema.default === undefined ? wordsForDefault?.replace(/\.$/, '') : code(schema.default);
  const standard = [isRequired ? 'required' : (value ?? 'none'), details.why].filter((part) => part !== undefined);
  const name = path.slice(path.lastIndexOf('.') + 1);
  return [
    heading,
    table(
      ['type', 'default', 'example'],
      [[typeOf(schema), standard.map(withCode).join(': '), `\`"${name}": ${JSON.stringify(details.example)}\``]],
    ),
  ].join('\n\n');
}

/** Descriptions are plain text, for editors: claims, keys, arrays and names of routes in them are code here. */
function withCode(text: string): string {
  if (text.startsWith('`')) return text;
  const words = /\b(?:iss|aud|exp|iat|typ|sub|ANY|[a-z]+(?:[A-Z]\w*)+)\b|\["[^\]]*\]|\{\w+\+?\}|\$\w+|\b\w+:NAME/g;
  return text.replaceAll(words, '`$&`');
}

/** In words, with its bounds. */
function typeOf(schema: JsonSchema): string {
  const { type, enum: values, anyOf, minimum, maximum, items, minItems, additionalProperties, properties } = schema;
  if (anyOf) return anyOf.map((alternative) => typeOf(alternative as JsonSchema)).join(', or ');
  if (values) return values.map(code).join(', ');
  if (type === 'integer') return `integer from ${minimum} to ${maximum}`;
  if (type === 'array') return `array${minItems === 1 ? ', not empty,' : ''} of ${typeOf(items as JsonSchema)}`;
  if (type === 'object' && properties)
    return `object with ${Object.keys(properties)
      .map((key) => `\`${key}\``)
      .join(', ')}`;
  if (type === 'object' && isSchema(additionalProperties))
    return `object whose values are ${typeOf(additionalProperties)}`;
  return type === 'string' ? 'text' : String(type);
}

function profileTable(): string {
  const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  return table(
    ['profile', '`scopeClaims`', 'compared with `audience`', '`clientIdClaims`', '`requiredClaims`'],
    Object.entries(PROFILES).map(([name, { scopeClaims, audienceClaims, clientIdClaims, requiredClaims }]) => [
      `\`${name}\``,
      list(scopeClaims),
      audienceClaims.length === 1 ? list(audienceClaims) : `the first of ${list(audienceClaims)} that is there`,
      list(clientIdClaims),
      Object.keys(requiredClaims).length === 0 ? 'none' : code(requiredClaims),
    ]),
  );
}

const code = (value: unknown) => `\`${JSON.stringify(value)}\``;
