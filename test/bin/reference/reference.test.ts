/** The reference pages are those of the schema and of the docstrings as they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { configJsonSchema } from '../../../bin/config-json-schema.ts';
import { apiPage } from '../../../bin/reference/api-page.ts';
import { EXAMPLE, KEY_DETAILS } from '../../../bin/reference/config-details.ts';
import { configurationPage, keysOf } from '../../../bin/reference/configuration-page.ts';
import { declarationFiles } from '../../../bin/reference/declaration-files.ts';
import { validateConfig } from '../../../lambda/authorizer/config.ts';

// The compiler runs once, while other tests keep the processors busy.
jest.setTimeout(60_000);

const schema = configJsonSchema();
const committed = (page: string) => readFileSync(join(import.meta.dirname, '../../../docs', page), 'utf8');

const keys = keysOf(schema, '');

test('docs/configuration.md is what `npm run reference` writes', () => {
  expect(committed('configuration.md')).toBe(configurationPage(schema));
});

test('docs/api.md is what `npm run reference` writes', () => {
  expect(committed('api.md')).toBe(apiPage(declarationFiles()));
});

test.each(Object.entries(KEY_DETAILS))(
  '%s: the example is a value of it, and a default has its why',
  (path, details) => {
    const own = keys.find((key) => key.path === path)?.schema ?? {};
    const validate = new Ajv().compile(own);
    expect(validate(details.example) ? [] : validate.errors).toEqual([]);
    expect({ default: own.default !== undefined, why: details.why !== undefined }).not.toEqual({
      default: true,
      why: false,
    });
  },
);

test('the example is a configuration', () => {
  expect(validateConfig(EXAMPLE).ok).toBe(true);
});

test('a key without details is an error that says where they go', () => {
  const properties = { ...schema.properties, colour: { type: 'string' as const, description: 'Of the door.' } };
  expect(() => configurationPage({ ...schema, properties })).toThrow(
    'colour: a key without details; say in bin/reference/config-details.ts why its default is right, and give an example',
  );
});

test('details of a key that is gone are an error', () => {
  const { maxTokenBytes: _, ...properties } = schema.properties ?? {};
  expect(() => configurationPage({ ...schema, properties })).toThrow('maxTokenBytes: details of no key of the schema');
});
