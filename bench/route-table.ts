/** A number of routes comes in, a table of that many goes out, as APIs have them: five routes a resource, one scope to read and one to write; pure. */

const CRUD = ['GET /', 'POST /', 'GET /{id}', 'PUT /{id}', 'DELETE /{id}'];

/** The resource that every table begins with. */
export const FIRST_RESOURCE = '/resource0';

export function routeTable(count: number): Readonly<Record<string, readonly string[]>> {
  const resources = Array.from({ length: Math.ceil(count / CRUD.length) }, (_, index) => `/resource${index}`);
  const keys = resources
    .flatMap((resource) => CRUD.map((key) => key.replace('/', `${resource}/`).replace(/\/$/, '')))
    .slice(0, count);
  return Object.fromEntries(keys.map((key) => [key, [key.startsWith('GET') ? 'read:timesheets' : 'write:timesheets']]));
}

/** The paths that a token with the scope to read opens, such as `/resource1/{id}`. */
export function readablePaths(count: number): readonly string[] {
  return Object.keys(routeTable(count))
    .filter((key) => key.startsWith('GET '))
    .map((key) => key.slice('GET '.length));
}
