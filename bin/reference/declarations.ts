/**
 * The text of a declaration file comes in, what it declares goes out, with the docstrings; pure.
 *
 * It reads what `tsc` writes, whose layout is regular: one declaration after another, members indented by four blanks, each below its
 * docstring. A TypeScript parser of one's own version would be another dependency, and the compiler at hand has no interface for programs.
 */

export interface Docs {
  /** Paragraphs, tables and lists, as they were written. */
  readonly text: string;
  /** By tag, such as `default` or `throws`; one that is there several times has its texts in this order. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

export interface Property {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: string;
  readonly docs: Docs;
}

export interface Method {
  readonly name: string;
  /** Such as `tokenAuthorizer(options?: TokenAuthorizerOptions): apigateway.TokenAuthorizer`. */
  readonly signature: string;
  readonly docs: Docs;
}

export interface Declaration {
  readonly kind: 'class' | 'function' | 'interface' | 'type';
  readonly name: string;
  readonly docs: Docs;
  /** What follows `extends`. */
  readonly bases: readonly string[];
  readonly properties: readonly Property[];
  readonly methods: readonly Method[];
  /** Of a type what follows `=`, of a function its signature, else nothing. */
  readonly text: string;
}

/** @returns public members alone; declarations of other kinds are left out */
export function readDeclarations(text: string): Declaration[] {
  return statementsOf(text, '').flatMap(({ comment, code }) => declarationOf(code, docsOf(comment)) ?? []);
}

/** The names that a file takes from others: name to specifier. */
export function importsOf(text: string): ReadonlyMap<string, string> {
  return namesFrom(text, 'import');
}

/** The names that a file hands on: name to specifier. */
export function exportsOf(text: string): ReadonlyMap<string, string> {
  return namesFrom(text, 'export');
}

function namesFrom(text: string, keyword: 'import' | 'export'): ReadonlyMap<string, string> {
  const statements = text.matchAll(new RegExp(`^${keyword} (?:type )?\\{([^}]*)\\} from '([^']+)'`, 'gm'));
  return new Map(
    [...statements].flatMap(([, names = '', specifier = '']) =>
      names
        .split(',')
        .map((name) => name.trim().replace(/^type /, ''))
        .filter((name) => name !== '')
        .map((name) => [name, specifier] as const),
    ),
  );
}

interface Statement {
  readonly comment: string;
  readonly code: string;
}

/** Statements of one indentation, each to the end of its brackets, with the docstring right above it. */
function statementsOf(text: string, indent: string): Statement[] {
  const statements: Statement[] = [];
  let comment = '';
  let pending = '';
  let isComment = false;
  for (const line of text.split('\n')) {
    if (pending === '' && (isComment || line.startsWith(`${indent}/**`))) {
      comment = isComment ? `${comment}\n${line}` : line;
      isComment = !line.includes('*/');
      continue;
    }
    if (line.trim() === '') continue;
    pending = pending === '' ? line : `${pending}\n${line}`;
    if (depthOf(pending) > 0 || !/[;}]$/.test(line)) continue;
    statements.push({ comment, code: pending.slice(indent.length) });
    comment = '';
    pending = '';
  }
  return statements;
}

/** How many brackets are open; docstrings within may hold anything. */
function depthOf(code: string): number {
  const bare = code.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '');
  return [...bare].reduce((depth, sign) => depth + ('{(['.includes(sign) ? 1 : '})]'.includes(sign) ? -1 : 0), 0);
}

function declarationOf(code: string, docs: Docs): Declaration | undefined {
  const none = { docs, bases: [], properties: [], methods: [], text: '' };
  const [, kind, name = ''] = /^(?:export )?(?:declare )?(class|function|interface|type) (\w+)/.exec(code) ?? [];
  switch (kind) {
    case 'class':
    case 'interface': {
      const [head = '', ...body] = code.split('{\n');
      const [, bases = ''] = /extends (.*?) *$/.exec(head) ?? [];
      return {
        ...none,
        kind,
        name,
        bases: bases.split(/, (?![^<]*>)/).filter((base) => base !== ''),
        ...membersOf(body.join('{\n')),
      };
    }
    case 'function':
      return { ...none, kind, name, text: oneLine(code.replace(/^.*?function /, '').replace(/;$/, '')) };
    case 'type':
      return { ...none, kind, name, text: oneLine(code.replace(/^[^=]*= /, '').replace(/;$/, '')) };
    default:
      return undefined;
  }
}

function membersOf(body: string): Pick<Declaration, 'properties' | 'methods'> {
  const properties: Property[] = [];
  const methods: Method[] = [];
  for (const { comment, code } of statementsOf(body.replace(/\n?\}$/, ''), '    ')) {
    if (code.startsWith('private ') || code.startsWith('protected ')) continue;
    const docs = docsOf(comment);
    const text = oneLine(code.replace(/;$/, ''));
    const [, name = '', mark, type = ''] = /^(?:readonly )?(\w+)(\??): (.*)$/.exec(text) ?? [];
    if (name !== '') properties.push({ name, isOptional: mark === '?', type, docs });
    else methods.push({ name: /^\w+/.exec(text)?.[0] ?? '', signature: text, docs });
  }
  return { properties, methods };
}

function docsOf(comment: string): Docs {
  const lines = comment
    .replace(/^\s*\/\*\*/, '')
    .replace(/\*\/\s*$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?|^ /, '').trimEnd());
  const [text = '', ...tagged] = lines.join('\n').split(/^@/m);
  const tags: Record<string, string[]> = {};
  for (const part of tagged) {
    const [, tag = '', value = ''] = /^(\w+)\s*([\s\S]*)$/.exec(part) ?? [];
    tags[tag] = [...(tags[tag] ?? []), oneLine(value)];
  }
  return { text: text.trim(), tags };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
