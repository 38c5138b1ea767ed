import type { GuardedApi } from '../../lib/api-routes.ts';
import { decideRoutes, unnamedRoutes, unusedRules } from '../../lib/route-agreement.ts';

type Kind = GuardedApi['kind'];

/** @param routes those that are not guarded begin with `open ` */
function decide(kind: Kind, rules: readonly string[], routes: readonly string[], isByName = true) {
  const table = Object.fromEntries(rules.map((key) => [key, []]));
  const api: GuardedApi = {
    kind,
    isComplete: true,
    routes: routes.map((key) => ({ key: key.replace(/^open /, ''), isGuarded: !key.startsWith('open ') })),
  };
  const decided = decideRoutes(table, api, isByName);
  const quoted = (messages: string[]) => messages.map((message) => /"([A-Z$].*?)"/.exec(message)?.[1]);
  return { unnamed: quoted(unnamedRoutes(decided)), unused: quoted(unusedRules(table, decided)) };
}

const AGREED = { unnamed: [], unused: [] };

describe('where the function goes by the name of the route', () => {
  test.each<[string, Kind, string[], string[]]>([
    ['parameters may be called differently', 'http', ['GET /a/{id}'], ['GET /a/{name}']],
    ['ANY in the table is every method of the API', 'http', ['ANY /a'], ['GET /a', 'POST /a']],
    ['a REST API names the method that was asked for, so the table may split ANY', 'rest', ['GET /a'], ['ANY /a']],
    ["a route without the authorizer is nobody's business", 'rest', ['GET /a'], ['GET /a', 'open OPTIONS /a']],
    ['$default is a name', 'http', ['$default'], ['$default']],
    ['a WebSocket has one route to ask for', 'webSocket', ['$connect'], ['$connect', 'open $disconnect', 'open say']],
    ["AppSync's fields are in no construct", 'http', ['GET /a', 'Query.timesheets'], ['GET /a']],
  ])('%s', (_name, kind, rules, routes) => {
    expect(decide(kind, rules, routes)).toEqual(AGREED);
  });

  test.each<[string, Kind, string[], string[], object]>([
    [
      'an HTTP API names its own ANY, so the table may not split it',
      'http',
      ['GET /a'],
      ['ANY /a'],
      { unnamed: ['ANY /a'], unused: ['GET /a'] },
    ],
    [
      'a greedy rule names no route but its own',
      'http',
      ['ANY /{proxy+}'],
      ['GET /a'],
      { unnamed: ['GET /a'], unused: ['ANY /{proxy+}'] },
    ],
    ['nothing opens a forgotten $connect', 'webSocket', [], ['$connect'], { unnamed: ['$connect'], unused: [] }],
  ])('%s', (_name, kind, rules, routes, disagreement) => {
    expect(decide(kind, rules, routes)).toEqual(disagreement);
  });
});

describe('where one policy serves the whole API', () => {
  test.each<[string, string[], string[]]>([
    ['the table may split a greedy route of the API', ['GET /a', 'POST /a/{id}/b'], ['ANY /{proxy+}']],
    ['the table may split ANY', ['GET /a', 'POST /a'], ['ANY /a']],
    ['a greedy rule covers many routes', ['ANY /{proxy+}'], ['GET /a', 'POST /a/{id}/b']],
    ['a route without the authorizer is asked for by nobody', ['GET /a/{id}'], ['GET /a/{id}', 'open GET /a/public']],
    ['a greedy rule may meet a greedy route', ['GET /a/{id}', 'GET /a/{rest+}'], ['GET /a/{proxy+}']],
  ])('%s', (_name, rules, routes) => {
    expect(decide('rest', rules, routes, false)).toEqual(AGREED);
  });

  test.each<[string, string[], string[], object]>([
    [
      'a rule beside a forgotten route does not name it',
      ['GET /a/special'],
      ['GET /a/{id}', 'GET /a/special'],
      { unnamed: ['GET /a/{id}'], unused: [] },
    ],
    [
      'a rule that a closer one always beats is unused',
      ['GET /a', 'ANY /{proxy+}'],
      ['GET /a'],
      { unnamed: [], unused: ['ANY /{proxy+}'] },
    ],
    ['a rule for another method is unused', ['GET /a', 'POST /a'], ['GET /a'], { unnamed: [], unused: ['POST /a'] }],
    [
      'a rule for a route without the authorizer guards nothing',
      ['GET /a', 'GET /b'],
      ['GET /a', 'open GET /b'],
      { unnamed: [], unused: ['GET /b'] },
    ],
  ])('%s', (_name, rules, routes, disagreement) => {
    expect(decide('rest', rules, routes, false)).toEqual(disagreement);
  });
});
