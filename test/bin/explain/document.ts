/** A document and the transcripts of the mistakes come in, the document with them between its marks goes out; pure. */
import { fillIn } from '../../../bin/markdown.ts';
import type { Mistake } from './mistakes.ts';

export interface Transcript {
  readonly mistake: Mistake;
  readonly printed: string;
}

/** @throws Error where the document has no place for them */
export function withTranscripts(document: string, transcripts: readonly Transcript[]): string {
  return fillIn(document, 'transcripts', transcripts.map(toSection).join('\n\n'), 'where the transcripts belong');
}

function toSection({ mistake: { title, args }, printed }: Transcript): string {
  const [option, value] = args;
  const asked = option === undefined ? '' : ` ${option} "${value}"`;
  const command = `npm run --silent explain -- --config authorizer.json --realm timesheets${asked}`;
  return `### ${title}\n\n\`\`\`console\n$ ${command}\n${printed}\n\`\`\``;
}
