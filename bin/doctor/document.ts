/** The checks come in, the tables and the example of docs/doctor.md go out, in the words of the report; pure. */
import { fillIn, table } from '../markdown.ts';
import { CONFIGURATION_INVALID } from './checks/configuration.ts';
import { CHECKS } from './checks/index.ts';
import { examine } from './examine.ts';
import type { FindingKind } from './finding.ts';
import { toText } from './report.ts';

/** The page with its tables and its example written anew. @throws Error where it has no place for them */
export async function withFindings(page: string): Promise<string> {
  const groups = [
    { heading: 'The configuration as a whole', kinds: [CONFIGURATION_INVALID] },
    ...CHECKS.map(({ heading, checks }) => ({ heading, kinds: checks.flatMap(({ kinds }) => kinds) })),
  ];
  const tables = groups.map(({ heading, kinds }) => `### ${heading}\n\n${table(HEAD, kinds.map(rowOf))}`);
  return fillIn(fillIn(page, 'findings', tables.join('\n\n')), 'example', await exampleText());
}

const HEAD = ['code', 'severity', 'expected', 'otherwise', 'what to do'];

function rowOf({ code, severity, whereKindIsUnknown, expected, means, remedy, link }: FindingKind): string[] {
  const unsure = whereKindIsUnknown ? `; ${whereKindIsUnknown} while the kind of API is not known` : '';
  return [
    `\`${code}\``,
    `${severity}${unsure}`,
    escaped(expected),
    escaped(means),
    `${escaped(remedy)} [More](${fromDocs(link)})`,
  ];
}

function fromDocs(link: string): string {
  return link.startsWith('docs/') ? link.slice('docs/'.length) : `../${link}`;
}

/** What Markdown would read as its own. */
function escaped(text: string): string {
  return text.replace(/[*<]/g, (character) => `\\${character}`);
}

/** What the page's example looks at: three mistakes that are often made. */
const EXAMPLE = `{
  "issuers": [
    { "issuer": "https://exampleco.eu.auth0.com", "audience": "https://api.exampleco.com", "profile": "auth0" }
  ],
  "routes": {
    "GET /timesheets": ["read:timesheets"],
    "GET /timesheets/{id}": ["read:timesheet"]
  },
  "jwksCache": { "maxStaleSeconds": 0 }
}`;

async function exampleText(): Promise<string> {
  const found = { where: 'authorizer.json', document: EXAMPLE, unknown: [] };
  const unused = () => {
    throw new TypeError('the example asks nobody and reads nothing');
  };
  const edges = { getJson: unused, nowMs: unused };
  const report = await examine(found, { kind: 'http-2.0', ttlSeconds: 300, offline: true }, edges);
  const command = 'npm run --silent doctor -- --config authorizer.json --kind http-2.0 --ttl 300 --offline';
  const output = toText(report, { colours: false, columns: 120 });
  return `\`\`\`json\n${EXAMPLE}\n\`\`\`\n\n\`\`\`console\n$ ${command}\n${output}\n\`\`\``;
}
