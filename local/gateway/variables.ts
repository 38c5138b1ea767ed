/** The variables by which templates select parts of a request (`context.…`, `stageVariables.…`, `method.request.…`) and their values for one request; pure. */
import { type HttpHeaders, headerValue } from './http.ts';

/** Where the values of one request lie. */
export interface Variables {
  readonly context: Readonly<Record<string, unknown>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly headers: HttpHeaders;
  readonly query: URLSearchParams;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** The value of a variable, undefined where this request has none. Of a header or parameter sent more than once, the last. */
export function variableValue(name: string, variables: Variables): string | undefined {
  const [root, ...path] = name.split('.');
  const key = path.at(-1) ?? '';
  const value =
    root === 'context'
      ? path.reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], variables.context)
      : root === 'stageVariables'
        ? variables.stageVariables[key]
        : requestParameter(path[1], key, variables);
  return value === undefined ? undefined : String(value);
}

function requestParameter(location: string | undefined, name: string, variables: Variables): string | undefined {
  switch (location) {
    case 'header':
      return headerValue(variables.headers, name);
    case 'querystring':
      return variables.query.getAll(name).at(-1);
    default:
      return variables.pathParameters[name];
  }
}

/** The value of each of an authorizer's identity sources, or undefined when one is missing or empty. */
export function readIdentity(sources: readonly string[], variables: Variables): readonly string[] | undefined {
  const values = sources.map((source) => variableValue(source, variables) ?? '');
  return values.every((value) => value !== '') ? values : undefined;
}
