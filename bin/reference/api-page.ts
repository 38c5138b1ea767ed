/** The package's declarations come in, docs/api.md goes out; pure. */
import { table } from '../markdown.ts';
import {
  type Declaration,
  type Docs,
  exportsOf,
  importsOf,
  type Method,
  type Property,
  readDeclarations,
} from './declarations.ts';

/** Reads a declaration file by its path from the root, without an extension, such as `lib/index`. */
export type ReadDeclarationFile = (path: string) => string;

/** What a reader looks for, in this order; types follow what mentions them. */
const ENTRIES = [
  { module: 'jwt-authorizer', file: 'lib/index', first: ['JwtAuthorizer', 'AttachAuthorizer', 'addGatewayResponses'] },
  { module: 'jwt-authorizer/handler', file: 'lambda/principal-of', first: ['principalOf'] },
];

/** Types that have a page of their own. */
const ELSEWHERE: Readonly<Record<string, string>> = { AuthorizerConfigInput: 'configuration.md' };

/** A declaration and the file that it stands in. */
interface Found extends Declaration {
  readonly file: string;
}

/** @throws Error where what the package exports is not to be found */
export function apiPage(read: ReadDeclarationFile): string {
  const sections = ENTRIES.map(({ module, file, first }) => {
    const exported = exportedBy(file, read);
    const ordered = orderOf(exported, first);
    return [`## \`${module}\``, ...ordered.map((name) => describe(exported.get(name), exported, read))].join('\n\n');
  });
  return `${[
    '# API of the package',
    'What the package exports, from its docstrings. `npm run reference` writes this page. What the constructs do, and why: [the construct](constructs.md), [kinds of API](kinds.md), [existing HTTP APIs](existing-api.md).',
    ...sections,
  ].join('\n\n')}\n`;
}

/** By name; a file that hands nothing on exports its own. */
function exportedBy(file: string, read: ReadDeclarationFile): ReadonlyMap<string, Found> {
  const text = read(file);
  const handedOn = exportsOf(text);
  if (handedOn.size === 0) return new Map(readDeclarations(text).map((own) => [own.name, { ...own, file }]));
  return new Map(
    [...handedOn].map(([name, specifier]) => [name, declarationIn(pathFrom(file, specifier), name, read)]),
  );
}

function declarationIn(file: string, name: string, read: ReadDeclarationFile): Found {
  const text = read(file);
  const own = readDeclarations(text).find((declaration) => declaration.name === name);
  if (own) return { ...own, file };
  const specifier = exportsOf(text).get(name) ?? importsOf(text).get(name);
  if (specifier === undefined) throw new Error(`${file}.d.ts declares no ${name}, expected what lib/index.ts exports`);
  return declarationIn(pathFrom(file, specifier), name, read);
}

/** `./x.ts` as seen from `lib/y`. */
function pathFrom(file: string, specifier: string): string {
  return new URL(specifier, `file:///${file}`).pathname.slice(1).replace(/\.ts$/, '');
}

/** Each of the first ones, then the types that it mentions, then those that they mention; what nobody mentions comes last. */
function orderOf(exported: ReadonlyMap<string, Found>, first: readonly string[]): string[] {
  const ordered = new Set<string>();
  const visit = (name: string) => {
    const declaration = exported.get(name);
    if (declaration === undefined || ordered.has(name)) return;
    ordered.add(name);
    for (const other of mentionedBy(declaration)) if (!first.includes(other)) visit(other);
  };
  for (const name of [...first, ...exported.keys()]) visit(name);
  return [...ordered];
}

function mentionedBy({ bases, properties, methods, text }: Declaration): string[] {
  const words = [...methods.map(({ signature }) => signature), ...bases, ...properties.map(({ type }) => type), text];
  return words.join(' ').match(/\w+/g) ?? [];
}

function describe(found: Found | undefined, exported: ReadonlyMap<string, Found>, read: ReadDeclarationFile): string {
  if (found === undefined) throw new Error('a name without a declaration');
  const { kind, name, docs, text } = found;
  const linked = (code: string) => codeWithLinks(code, exported, name);
  const elsewhere = ELSEWHERE[name];
  if (elsewhere !== undefined)
    return `### ${name}\n\nWhat becomes \`AUTHORIZER_CONFIG\`: [configuration](${elsewhere}).`;
  switch (kind) {
    case 'type':
      return paragraphs(`### ${name}`, docs.text, linked(text));
    case 'function':
      return paragraphs(`### ${name}`, `\`${text}\``, prose(docs));
    case 'interface': {
      const { properties, others } = withBases(found, exported, read);
      const bases = others.length > 0 ? `Besides these, what ${others.map(linked).join(' and ')} has.` : '';
      return paragraphs(`### ${name}`, prose(docs), bases, propertyTable(properties, linked));
    }
    case 'class':
      return paragraphs(
        `### ${name}`,
        prose(docs),
        propertyTable(found.properties, linked),
        ...found.methods.map((method) => methodText(name, method)),
      );
  }
}

/** What an interface takes from one that is not exported counts as its own; of others it says the name. */
function withBases(
  found: Found,
  exported: ReadonlyMap<string, Found>,
  read: ReadDeclarationFile,
): { properties: Property[]; others: string[] } {
  const properties = [...found.properties];
  const others: string[] = [];
  for (const base of found.bases) {
    const inner = exported.has(base) ? undefined : innerDeclaration(found.file, base, read);
    if (inner === undefined) others.push(base);
    else if (inner.kind === 'type') others.push(inner.text);
    else {
      const more = withBases(inner, exported, read);
      properties.push(...more.properties);
      others.push(...more.others);
    }
  }
  return { properties, others };
}

function innerDeclaration(file: string, name: string, read: ReadDeclarationFile): Found | undefined {
  const text = read(file);
  const isInner = importsOf(text).get(name)?.startsWith('.') || readDeclarations(text).some((own) => own.name === name);
  return isInner ? declarationIn(file, name, read) : undefined;
}

function propertyTable(properties: readonly Property[], linked: (code: string) => string): string {
  if (properties.length === 0) return '';
  const hasDefaults = properties.some(({ isOptional }) => isOptional);
  const rows = properties.map(({ name, isOptional, type, docs }) => {
    const standard = isOptional ? defaultOf(docs) : 'required';
    const what = docs.text.replaceAll(/\s*\n\s*/g, ' ');
    return [`\`${name}\``, linked(type), ...(hasDefaults ? [standard] : []), what];
  });
  return table(['name', 'type', ...(hasDefaults ? ['default'] : []), 'what it is'], rows);
}

/** `value - why`, or `- in words`. */
function defaultOf({ tags }: Docs): string {
  const [text] = tags.default ?? [];
  if (text === undefined) return 'none';
  const [, value = '', why = ''] = /^(.*?)(?:^|\s)-\s(.*)$/.exec(text) ?? [undefined, text];
  const parts = [value === '' ? '' : `\`${value}\``, why].filter((part) => part !== '');
  return parts.join(': ');
}

function methodText(className: string, { name, signature, docs }: Method): string {
  const isConstructor = name === 'constructor';
  const heading = isConstructor ? `new ${className}()` : `${name}()`;
  const call = isConstructor ? signature.replace('constructor', `new ${className}`) : signature;
  return paragraphs(`#### ${heading}`, `\`${call}\``, prose(docs));
}

function prose({ text, tags }: Docs): string {
  const params = (tags.param ?? []).map((param) => `- ${param.replace(/^(\w+)/, '`$1`:')}`).join('\n');
  const returns = (tags.returns ?? []).map((returned) => `Returns ${returned}.`.replace('..', '.'));
  const throws = (tags.throws ?? []).map((thrown) => `Throws an ${thrown}.`);
  return paragraphs(text, params, ...returns, ...throws);
}

/** A type as code; one that stands on this page, or on another, is a link. */
function codeWithLinks(code: string, exported: ReadonlyMap<string, Found>, own: string): string {
  const alone = /^(?:readonly )?(\w+)(?:\[\])?$/.exec(code)?.[1] ?? '';
  if (alone === own || !exported.has(alone)) return `\`${code}\``;
  return `[\`${code}\`](${ELSEWHERE[alone] ?? `#${alone.toLowerCase()}`})`;
}

const paragraphs = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('\n\n');
