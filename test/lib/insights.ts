/**
 * A query of CloudWatch Logs Insights and log events come in, the rows of its result go out; pure.
 *
 * As much of the language as this project's queries use, after "CloudWatch Logs Insights language query syntax"; whatever else is a syntax error.
 */

/** Fields as CloudWatch discovers them. */
export type LogEvent = Readonly<Record<string, unknown>>;

/** One command of a query: what comes from the one before, and what it makes of that. */
type Command = (events: readonly LogEvent[]) => readonly LogEvent[];
type Condition = (event: LogEvent) => boolean;

export interface Query {
  /** Every field that it reads, in the order in which they are first named. */
  readonly fields: readonly string[];
  run(events: readonly LogEvent[]): readonly LogEvent[];
}

const TOKEN = /\s*(?:(?<regex>\/(?:\\.|[^/\\])+\/)|(?<text>"[^"]*")|(?<word>[@\w][\w.]*)|(?<sign>!=|[=()[\],|*]))/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [whole] = TOKEN.exec(text) ?? [];
    if (whole === undefined) throw new SyntaxError(`no token of a query: ${text.slice(at, at + 40)}`);
    tokens.push(whole.trim());
  }
  return tokens;
}

const MILLISECONDS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000 };

/** What becomes of the values that a group of events has in a field. */
const AGGREGATES: Readonly<Record<string, (values: readonly number[], argument: number) => number | undefined>> = {
  count: (values) => values.length,
  max: (values) => (values.length === 0 ? undefined : Math.max(...values)),
  pct: (values, percent) => [...values].sort((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1],
};

/** @throws SyntaxError where it is none */
export function parseQuery(text: string): Query {
  const tokens = tokensOf(text);
  const fields = new Set<string>();
  /** What `stats` has made: no fields of the log any more. */
  const made = new Set<string>();

  const next = () => tokens.shift() ?? 'the end';
  const takes = (token: string) => tokens[0] === token && next() === token;
  const fail = (expected: string, found: string): never => {
    throw new SyntaxError(`expected ${expected}, found ${found}, in ${text}`);
  };
  const expectToken = (token: string) => {
    const found = next();
    if (found !== token) fail(token, found);
  };
  const name = () => {
    const found = next();
    return /^@?[A-Za-z]\w*$/.test(found) ? found : fail('a name', found);
  };
  const field = () => {
    const found = name();
    if (!made.has(found)) fields.add(found);
    return found;
  };
  const number = () => {
    const found = next();
    return /^\d+$/.test(found) ? Number(found) : fail('a number', found);
  };
  const string = () => {
    const found = next();
    return found.startsWith('"') ? found.slice(1, -1) : fail('a text in double quotes', found);
  };
  function list<T>(item: () => T): T[] {
    const items = [item()];
    while (takes(',')) items.push(item());
    return items;
  }

  function either(): Condition {
    const parts = [both()];
    while (takes('or')) parts.push(both());
    return (event) => parts.some((part) => part(event));
  }
  function both(): Condition {
    const parts = [one()];
    while (takes('and')) parts.push(one());
    return (event) => parts.every((part) => part(event));
  }
  function one(): Condition {
    if (takes('(')) {
      const inner = either();
      expectToken(')');
      return inner;
    }
    if (takes('ispresent')) {
      expectToken('(');
      const of = field();
      expectToken(')');
      return (event) => event[of] !== undefined;
    }
    return comparison(field());
  }
  function comparison(of: string): Condition {
    const operator = next();
    if (operator === '=' || operator === '!=') {
      const value = string();
      return (event) => (event[of] === value) === (operator === '=');
    }
    if (operator === 'in') {
      expectToken('[');
      const values = list(string);
      expectToken(']');
      return (event) => values.includes(String(event[of]));
    }
    if (operator !== 'like') fail('a comparison', operator);
    const pattern = new RegExp(next().slice(1, -1));
    return (event) => pattern.test(String(event[of] ?? ''));
  }

  function aggregate() {
    const kind = next();
    const compute = AGGREGATES[kind] ?? fail('an aggregate function', kind);
    expectToken('(');
    const of = takes('*') ? undefined : field();
    const argument = takes(',') ? number() : 0;
    expectToken(')');
    expectToken('as');
    const as = name();
    const valuesOf = (events: readonly LogEvent[]) =>
      events.flatMap((event) => (of === undefined ? [1] : event[of] === undefined ? [] : [Number(event[of])]));
    return { as, of: (events: readonly LogEvent[]) => compute(valuesOf(events), argument) };
  }
  function group() {
    if (!takes('bin')) {
      const of = field();
      return { as: of, of: (event: LogEvent) => event[of] };
    }
    expectToken('(');
    const period = next();
    const milliseconds = Number.parseInt(period, 10) * (MILLISECONDS[period.at(-1) ?? ''] ?? Number.NaN);
    if (!(milliseconds > 0)) fail('a period such as 1h', period);
    expectToken(')');
    const of = (event: LogEvent) => Math.floor(Number(event['@timestamp']) / milliseconds) * milliseconds;
    return { as: `bin(${period})`, of };
  }
  function stats(): Command {
    const aggregates = list(aggregate);
    const groups = takes('by') ? list(group) : [];
    for (const { as } of [...aggregates, ...groups]) made.add(as);
    return (events) => {
      const rows = new Map<string, LogEvent[]>();
      for (const event of events) {
        const key = JSON.stringify(groups.map(({ of }) => of(event) ?? null));
        rows.set(key, [...(rows.get(key) ?? []), event]);
      }
      return [...rows.values()].map((members) => ({
        ...Object.fromEntries(groups.map(({ as, of }) => [as, of(members[0] ?? {})])),
        ...Object.fromEntries(aggregates.map(({ as, of }) => [as, of(members)])),
      }));
    };
  }
  function sort(): Command {
    const by = field();
    const direction = next();
    if (direction !== 'asc' && direction !== 'desc') fail('asc or desc', direction);
    const sign = direction === 'asc' ? 1 : -1;
    return (events) => [...events].sort((a, b) => sign * (Number(a[by]) - Number(b[by])));
  }
  function command(): Command {
    const verb = next();
    if (verb === 'filter') {
      const condition = either();
      return (events) => events.filter(condition);
    }
    if (verb === 'fields') {
      const shown = list(field);
      // They stay known to the commands that follow; the last step shows no others.
      show = (event) => Object.fromEntries(shown.map((of) => [of, event[of]]));
      return (events) => events;
    }
    if (verb === 'stats') return stats();
    if (verb === 'sort') return sort();
    if (verb !== 'limit') fail('a command', verb);
    const most = number();
    return (events) => events.slice(0, most);
  }

  let show = (event: LogEvent): LogEvent => event;
  const commands = [command()];
  while (tokens.length > 0) {
    expectToken('|');
    commands.push(command());
  }
  return {
    fields: [...fields],
    run: (events) => commands.reduce((kept, each) => each(kept), events).map((event) => show(event)),
  };
}
