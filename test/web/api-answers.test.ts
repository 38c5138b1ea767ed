import { missingScopes, parseProblems } from '../../web/api-answers.ts';

test.each([
  [
    'Bearer realm="timesheets", error="insufficient_scope", scope="create:timesheets admin"',
    ['create:timesheets', 'admin'],
  ],
  ['Bearer realm="timesheets", error="insufficient_scope"', undefined],
  [null, undefined],
])('the challenge %j names the missing scopes %j', (challenge, scopes) => {
  expect(missingScopes(challenge)).toEqual(scopes);
});

test.each([
  [
    { problems: [{ path: 'hours', message: 'expected more' }, { path: 7 }, null] },
    [{ path: 'hours', message: 'expected more' }],
  ],
  [{ message: 'Bad request' }, undefined],
  ['text', undefined],
  [undefined, undefined],
])('the body %j names the problems %j', (body, problems) => {
  expect(parseProblems(body)).toEqual(problems);
});
