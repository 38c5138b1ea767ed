/** A route table comes in, what turns a token's scopes into the patterns of a policy goes out; pure. */
import {
  covering,
  coveringTokens,
  examplesOf,
  intersect,
  matches,
  openingTokens,
  type Pattern,
  servedPaths,
  type Tokens,
  toResource,
} from './patterns.ts';
import { emptiedParameters, guardsOf } from './policy-guards.ts';
import type { PolicyPatterns, Target } from './road.ts';
import { WHOLE_STAGE } from './route-policy.ts';
import { methodsOf, opens, type Route, type RouteTable } from './routes.ts';

/** The policy that answers for every route of the API. */
export interface ApiPolicy {
  readonly patterns: PolicyPatterns;
  readonly denials: readonly Denial[];
  /**
   * Whether a request is let through.
   *
   * @param route what it asks for; an open one is refused in tables that are not cache-safe alone, where a Deny hits it
   */
  permits(route: Route | undefined, asked: Pick<Target, 'method' | 'path'>): boolean;
}

/** One resource of the Deny statement. */
export interface Denial {
  readonly pattern: Pattern;
  /** The closed route that it closes, or the open one whose `*` covers more than the route. */
  readonly because: Route;
}

export interface PolicyCompiler {
  /** The policy for a scope set. It does not depend on the route that was asked for, so API Gateway may cache it. */
  policyFor(scopes: ReadonlySet<string>): ApiPolicy;
  /** Whether a resource hits what a route serves: for any value of its parameters, or only for values that are literals of the table. */
  hits(pattern: Pattern, route: Route): 'always' | 'by-value' | 'never';
}

/** Every path with an empty segment in it. */
const EMPTY_SEGMENT: Pattern = { method: '*', tokens: ['', '*'] };

/** How many denied siblings are written as one prefix: fewer are plainer by name. */
const WORTH_A_PREFIX = 6;

/**
 * Compiles a table.
 *
 * - Allow names the open routes. Deny names the closed ones, since an API with a resource policy takes silence for consent.
 * - A Deny that would hit an open route is written more narrowly: with `?*` for a last parameter that must not be empty, then as what the closed
 *   route shares with the Allow patterns. So a closed route is never allowed; where no pattern can tell the two apart, Deny wins.
 * - With `unlistedRoutes: "deny"`, guards close what an open route's `*` covers besides the route: longer paths, and an empty parameter.
 *
 * What depends on the table alone is computed once, when first needed.
 */
export function policyCompiler(table: RouteTable): PolicyCompiler {
  const reached = (method: string, path: string) => table.find({ method, path });
  const examples = (tokens: Tokens) => examplesOf(tokens, table.depth + 1);
  const { routes } = table;
  const methodsServedBy = remembering((route) => methodsOf(route, table));

  function hitsServed(pattern: Pattern, route: Route, parameter: '{}' | '{fresh}'): boolean {
    if (!methodsServedBy(route).includes(pattern.method)) return false;
    return servedPaths(route.parsed, parameter).some((tokens) =>
      intersect(pattern.tokens, tokens).some(
        (shared) => examples(shared)?.some((path) => reached(pattern.method, path) === route) ?? true,
      ),
    );
  }

  function hits(pattern: Pattern, route: Route): ReturnType<PolicyCompiler['hits']> {
    if (hitsServed(pattern, route, '{fresh}')) return 'always';
    return hitsServed(pattern, route, '{}') ? 'by-value' : 'never';
  }

  /** A resource with the routes that it hits, found when first asked for. */
  function candidate(pattern: Pattern, parameter: '{}' | '{fresh}'): Candidate {
    const hit = lazily(() => routes.filter((route) => hitsServed(pattern, route, parameter)));
    return { pattern, isFree: (isOpen) => !hit().some(isOpen) };
  }

  const compiled = routes.map((route): CompiledRoute => {
    const methods = methodsServedBy(route);
    const patterns = methods.flatMap((method) =>
      coveringTokens(route.parsed).map((tokens): Pattern => ({ method, tokens })),
    );
    return {
      route,
      allow: methods.flatMap((method) => openingTokens(route.parsed).map((tokens) => toResource({ method, tokens }))),
      closings: patterns.map((pattern) => closingOf(pattern, route)),
      guards: lazily(() =>
        patterns.flatMap((pattern) =>
          guardsOf(pattern, route, table.depth).map((forms) => forms.map((form) => candidate(form, '{}'))),
        ),
      ),
    };
  });

  /** A resource, then the same with `?*` where it must not be empty at the end. */
  function formsOf(pattern: Pattern): Candidate[] {
    const notEmpty: Pattern = { ...pattern, tokens: [...pattern.tokens.slice(0, -1), '?*'] };
    const forms = pattern.tokens.at(-1) === '*' ? [pattern, notEmpty] : [pattern];
    return forms.map((form) => candidate(form, '{fresh}'));
  }

  function closingOf(pattern: Pattern, route: Route): Closing {
    return {
      forms: formsOf(pattern),
      sharedWith: remembering((open) => sharedPatterns(pattern, route, open).map(formsOf)),
    };
  }

  /** What a closed route serves of what an open one's resources cover, under one method. */
  function sharedPatterns({ method, tokens }: Pattern, closed: Route, open: Route): Pattern[] {
    if (!methodsServedBy(open).includes(method)) return [];
    // Of the closed route's two spellings, those that this resource covers.
    const spellings = servedPaths(closed.parsed, '{}').filter((path) => intersect(tokens, path).length > 0);
    return spellings
      .flatMap((path) => openingTokens(open.parsed).flatMap((allowed) => intersect(allowed, path)))
      .flatMap((both) => {
        // What more specific routes take of it is not the closed route's; of a greedy parameter that may be the shorter values.
        const own = examples(both)?.findIndex((path) => reached(method, path) === closed) ?? 0;
        return own < 0 ? [] : [{ method, tokens: covering(both, own) }];
      });
  }

  function denialsFor(open: readonly CompiledRoute[], isOpen: (route: Route) => boolean): Denial[] {
    const everythingElse = table.unlisted === 'authenticated';
    const closed = compiled.filter(({ route }) => !isOpen(route));
    return [
      ...closed.flatMap(({ route, closings }) =>
        closings.flatMap(({ forms, sharedWith }) => {
          const isFree = (form: Candidate) => form.isFree(isOpen);
          const whole = forms.find(isFree);
          // Where the Allow is the whole stage, a closed route shares all that it serves with it.
          const parts = whole ? [[whole]] : everythingElse ? [forms] : open.flatMap((other) => sharedWith(other.route));
          return parts.flatMap((part) => {
            const narrowest = part.find(isFree) ?? part.at(-1);
            return narrowest ? [{ pattern: narrowest.pattern, because: route }] : [];
          });
        }),
      ),
      ...(everythingElse ? [] : open).flatMap(({ route, guards }) =>
        guards().flatMap((forms) => {
          const free = forms.find((form) => form.isFree(isOpen));
          return free ? [{ pattern: free.pattern, because: route }] : [];
        }),
      ),
    ];
  }

  /**
   * What an open parameter's `*` covers and no parameter takes: paths with an empty segment, which at most a greedy route serves. Without an open
   * greedy route all of them are denied; beside one, those that lead to a closed route.
   */
  function emptySegmentDenials(isOpen: (route: Route) => boolean): Pattern[] {
    const open = routes.filter(isOpen);
    if (table.unlisted === 'authenticated' || !open.some(({ parsed }) => coveringTokens(parsed).flat().includes('*')))
      return [];
    if (!open.some(({ parsed }) => servedPaths(parsed, '{}').flat().includes('{+}'))) return [EMPTY_SEGMENT];
    return open
      .flatMap((route) =>
        methodsServedBy(route).flatMap((method) => emptiedParameters(route).map((tokens) => ({ method, tokens }))),
      )
      .filter((pattern) => {
        const path = `/${pattern.tokens.map((token) => (token.includes('*') ? '{}' : token)).join('/')}`;
        const route = reached(pattern.method, path);
        return route !== undefined && !isOpen(route) && candidate(pattern, '{}').isFree(isOpen);
      });
  }

  /** A `prefix/*` for siblings that are all denied, where it hits no open route; what the table does not name is closed anyhow. */
  function siblingDenials(denials: readonly Denial[], isOpen: (route: Route) => boolean): Pattern[] {
    if (table.unlisted === 'authenticated') return [];
    const siblings = new Map<string, Denial[]>();
    for (const denial of denials) {
      const { method, tokens } = denial.pattern;
      for (const prefix of [[], tokens.slice(0, 1)]) {
        if (prefix.length === tokens.length) continue;
        const name = toResource({ method, tokens: [...prefix, '*'] });
        siblings.set(name, [...(siblings.get(name) ?? []), denial]);
      }
    }
    return [...siblings].flatMap(([name, denied]) => {
      if (denied.length < WORTH_A_PREFIX) return [];
      const [method = '', ...tokens] = name.split('/');
      const pattern: Pattern = { method, tokens };
      return candidate(pattern, '{}').isFree(isOpen) ? [pattern] : [];
    });
  }

  return {
    hits,
    policyFor(scopes) {
      const isOpen = ({ rule }: Route) => opens(rule, scopes);
      const open = compiled.filter(({ route }) => isOpen(route));
      const denials = denialsFor(open, isOpen);
      const deniersOf = remembering((route) =>
        denials.filter(({ pattern }) => hits(pattern, route) !== 'never').map(({ pattern }) => toResource(pattern)),
      );
      const allow =
        table.unlisted === 'authenticated' ? [WHOLE_STAGE] : withoutCovered(open.flatMap(({ allow }) => allow));
      const deny = withoutCovered(
        [
          ...denials.map(({ pattern }) => pattern),
          ...siblingDenials(denials, isOpen),
          ...emptySegmentDenials(isOpen),
        ].map(toResource),
      );
      return {
        patterns: { allow, deny },
        denials,
        permits(route, { method, path }) {
          const hitBy = (resources: readonly string[]) =>
            resources.some((resource) => matches(resource, method + path));
          return route ? isOpen(route) && !hitBy(deniersOf(route)) : hitBy(allow) && !hitBy(deny);
        },
      };
    },
  };
}

/** A route as the policy sees it. */
interface CompiledRoute {
  readonly route: Route;
  readonly allow: readonly string[];
  readonly closings: readonly Closing[];
  readonly guards: () => readonly (readonly Candidate[])[];
}

/** The ways to deny what one resource of a closed route covers, the plainest first. */
interface Closing {
  readonly forms: readonly Candidate[];
  /** What it shares with an open route's resources, for when no form is free. */
  sharedWith(open: Route): readonly (readonly Candidate[])[];
}

/** A resource that may be denied as long as it hits no open route. */
interface Candidate {
  readonly pattern: Pattern;
  isFree(isOpen: (route: Route) => boolean): boolean;
}

/** Each once, without those that a `prefix/*` among them covers. */
function withoutCovered(resources: readonly string[]): string[] {
  const all = [...new Set(resources)];
  const prefixes = all.filter((resource) => resource.indexOf('*') === resource.length - 1 && !resource.includes('?'));
  return all.filter(
    (resource) => !prefixes.some((prefix) => prefix !== resource && resource.startsWith(prefix.slice(0, -1))),
  );
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function remembering<T>(make: (route: Route) => T): (route: Route) => T {
  const made = new Map<Route, T>();
  return (route) => {
    const known = made.get(route) ?? make(route);
    made.set(route, known);
    return known;
  };
}
