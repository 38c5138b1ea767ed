/** A document and the transcripts of the mistakes come in, the document with them between its marks goes out; pure. */
import type { Mistake } from './mistakes.ts';

const BEGIN = '<!-- transcripts -->';
const END = '<!-- /transcripts -->';

export interface Transcript {
  readonly mistake: Mistake;
  readonly printed: string;
}

/** @throws Error where the document has no place for them */
export function withTranscripts(document: string, transcripts: readonly Transcript[]): string {
  const [before, rest] = document.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`expected ${BEGIN} and after it ${END}, found no such pair; put both where the transcripts belong`);
  }
  return `${before}${BEGIN}\n\n${transcripts.map(toSection).join('\n\n')}\n\n${END}${after}`;
}

function toSection({ mistake: { title, args }, printed }: Transcript): string {
  const [option, value] = args;
  const asked = option === undefined ? '' : ` ${option} "${value}"`;
  const command = `npm run --silent explain -- --config authorizer.json --realm timesheets${asked}`;
  return `### ${title}\n\n\`\`\`console\n$ ${command}\n${printed}\n\`\`\``;
}
