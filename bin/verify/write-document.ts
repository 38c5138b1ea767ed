/** `npm run verify:docs`: writes the tables of docs/verify.md from the checks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTables } from './document.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/verify.md');

writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8')));
