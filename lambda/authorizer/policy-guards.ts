/** An open route comes in, the resources that close what its wildcards cover besides the route go out; pure. */
import { coveringTokens, type Pattern, type Token, type Tokens } from './patterns.ts';
import type { Route } from './routes.ts';

/**
 * What an open route's `*` covers besides the route: longer paths for a parameter, and nothing at all at the end.
 *
 * @param depth guards against longer paths begin with those that are one segment longer; where these hit an open route, the next is tried
 * @returns for each guard its forms, the widest first
 */
export function guardsOf({ method, tokens }: Pattern, { parsed }: Route, depth: number): Pattern[][] {
  if (parsed.kind !== 'path') return [];
  const longer = parsed.segments.flatMap(({ kind }, index) => {
    if (kind !== 'parameter') return [];
    const extra = Array.from({ length: depth }, (_, more) => Array<Token>(more + 2).fill('?*'));
    return [extra.map((wild) => [...tokens.slice(0, index), ...wild, ...tokens.slice(index + 1)])];
  });
  const empty = tokens.at(-1) === '*' ? [[[...tokens.slice(0, -1), '']]] : [];
  return [...longer, ...empty].map((forms) => forms.map((form) => ({ method, tokens: form })));
}

/** A route's resources with one of its parameters empty, alone or before further segments. */
export function emptiedParameters({ parsed }: Route): Tokens[] {
  if (parsed.kind !== 'path') return [];
  return coveringTokens(parsed).flatMap((tokens) =>
    parsed.segments.flatMap(({ kind }, index) =>
      kind === 'parameter'
        ? [[''], ['', '*']].map((empty) => [...tokens.slice(0, index), ...empty, ...tokens.slice(index + 1)])
        : [],
    ),
  );
}
