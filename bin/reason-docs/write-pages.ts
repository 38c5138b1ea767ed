/** `npm run errors:docs`: writes the generated parts of docs/errors.md and docs/logs.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withReasons } from './errors-page.ts';
import { withQueries } from './logs-page.ts';

const docs = join(import.meta.dirname, '../../docs');

function rewrite(name: string, change: (page: string) => string): void {
  const path = join(docs, name);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

rewrite('errors.md', withReasons);
rewrite('logs.md', withQueries);
