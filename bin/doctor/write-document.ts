/** `npm run doctor:docs`: writes the tables and the example of docs/doctor.md from the checks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFindings } from './document.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/doctor.md');

writeFileSync(DOCUMENT, await withFindings(readFileSync(DOCUMENT, 'utf8')));
