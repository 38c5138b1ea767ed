/** A caller's path and method and a REST API's resources come in, the one that API Gateway picks comes out; pure. */
import { bindParameters, compareCloseness, fits, toSegments } from '../path-pattern.ts';

/** A resource of the API: its path as API Gateway spells it (`/a/{id}`, `/{proxy+}`) and what it holds for each method. */
export interface Resource<Method> {
  readonly id: string;
  readonly path: string;
  readonly methods: ReadonlyMap<string, Method>;
}

export interface Match<Method> {
  readonly resource: Resource<Method>;
  readonly method: Method;
  /** Percent-decoded, as REST APIs hand them on. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the resource first, then its method. Among the resources that fit, from left to right a literal segment wins over a
 * parameter and a parameter over a greedy one. A method of its own wins over ANY. One trailing slash is no part of the path.
 *
 * @param path as the caller wrote it, with a leading slash and without the stage
 */
export function findRoute<Method>(
  resources: readonly Resource<Method>[],
  httpMethod: string,
  path: string,
): Match<Method> | undefined {
  const segments = toSegments(path);
  const [best] = resources
    .filter(({ path }) => fits(toSegments(path), segments))
    .sort((one, other) => compareCloseness(toSegments(one.path), toSegments(other.path)));
  const method = best?.methods.get(httpMethod) ?? best?.methods.get('ANY');
  if (!best || !method) return undefined;
  return { resource: best, method, pathParameters: bindParameters(toSegments(best.path), segments) };
}
