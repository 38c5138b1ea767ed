/** `npm run schema`: writes the JSON Schema of the authorizer's configuration, schema/authorizer-config.schema.json, which stands in the repository. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from './config-json-schema.ts';

const file = join(import.meta.dirname, '../schema/authorizer-config.schema.json');
writeFileSync(file, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
console.log('schema/authorizer-config.schema.json');
