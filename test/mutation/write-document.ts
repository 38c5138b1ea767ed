/** `npm run mutation:docs`: writes the results in docs/mutation.md from the report of the last `npm run mutation`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withResults } from './document.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/mutation.md');

const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const report = read('reports/mutation.json');
const whys = read('test/mutation/survivors.json');
writeFileSync(DOCUMENT, withResults(readFileSync(DOCUMENT, 'utf8'), report, whys));
