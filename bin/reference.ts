/** `npm run reference`: writes the reference of the configuration and of the constructs, docs/configuration.md and docs/api.md, which stand in the repository. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from './config-json-schema.ts';
import { apiPage } from './reference/api-page.ts';
import { configurationPage } from './reference/configuration-page.ts';
import { declarationFiles } from './reference/declaration-files.ts';

const PAGES = {
  'docs/configuration.md': () => configurationPage(configJsonSchema()),
  'docs/api.md': () => apiPage(declarationFiles()),
};

for (const [path, write] of Object.entries(PAGES)) {
  writeFileSync(join(import.meta.dirname, '..', path), write());
  console.log(path);
}
