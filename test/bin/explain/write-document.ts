/** `npm run explain:docs`: writes the transcripts of docs/explain.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTranscripts } from './document.ts';
import { explainMistake, MISTAKES } from './mistakes.ts';

const DOCUMENT = join(import.meta.dirname, '../../../docs/explain.md');

const transcripts = await Promise.all(
  MISTAKES.map(async (mistake) => ({ mistake, printed: (await explainMistake(mistake)).stdout ?? '' })),
);
writeFileSync(DOCUMENT, withTranscripts(readFileSync(DOCUMENT, 'utf8'), transcripts));
