import { describeSchema } from '../../bin/describe-schema.ts';

const schema = {
  type: 'object',
  properties: { rules: { type: 'object', additionalProperties: { type: 'object', properties: { anyOf: {} } } } },
} as const;

test('says of every key what it is, inside of dictionaries too', () => {
  expect(describeSchema(schema, { rules: 'The rules.', 'rules[].anyOf': 'One is enough.' })).toEqual({
    type: 'object',
    properties: {
      rules: {
        description: 'The rules.',
        type: 'object',
        additionalProperties: { type: 'object', properties: { anyOf: { description: 'One is enough.' } } },
      },
    },
  });
});

test('refuses a key without a description', () => {
  expect(() => describeSchema(schema, { rules: 'The rules.' })).toThrow(
    'rules[].anyOf: a key without a description; say what it is',
  );
});

test('refuses a description that belongs to no key any more', () => {
  const descriptions = { rules: 'The rules.', 'rules[].anyOf': 'One is enough.', 'rules[].allOf': 'All of them.' };
  expect(() => describeSchema(schema, descriptions)).toThrow('rules[].allOf: a description of no key of the schema');
});
