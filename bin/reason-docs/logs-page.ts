/** The saved queries come in, the generated part of docs/logs.md goes out; pure. */
import { QueryString } from 'aws-cdk-lib/aws-logs';
import { AUTHORIZER_QUERIES } from '../../lib/authorizer-queries.ts';
import { fillIn } from '../markdown.ts';

/** The page with its queries written anew. @throws Error where it has no place for them */
export function withQueries(page: string): string {
  const sections = AUTHORIZER_QUERIES.map(({ name, answers, query }) =>
    [`### ${name}`, answers, `\`\`\`text\n${new QueryString(query)}\n\`\`\``].join('\n\n'),
  );
  return fillIn(page, 'queries', sections.join('\n\n'));
}
