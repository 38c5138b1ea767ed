/** Whether the authorizers in API Gateway fit the function that they call; pure. */

import type { AuthorizerFacts } from '../../configuration/see-authorizers.ts';
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type Finding, type FindingKind, finding, quoted } from '../finding.ts';

const HTTP_RESPONSE_MISMATCH: FindingKind = {
  code: 'http_response_mismatch',
  severity: 'error',
  means: 'API Gateway reads the answer in another form than the function writes it: every request is answered 500.',
  expected: 'httpApiResponse "simple" with simple responses, "policy" without',
  remedy: 'Set httpApiResponse, or EnableSimpleResponses, so that they agree.',
  link: 'docs/kinds.md',
};

const PERMISSION_MISSING: FindingKind = {
  code: 'permission_missing',
  severity: 'error',
  means: 'The API may not call the function: every request fails, with a 500 from API Gateway.',
  expected: 'an AWS::Lambda::Permission for this authorizer, and for the version or alias that it calls',
  remedy:
    'Add it: Principal apigateway.amazonaws.com and SourceArn arn:PARTITION:execute-api:REGION:ACCOUNT:API/authorizers/AUTHORIZER; for AppSync, Principal appsync.amazonaws.com.',
  link: 'examples/README.md',
};

const AUTHORIZER_ON_VERSION: FindingKind = {
  code: 'authorizer_on_version',
  severity: 'warning',
  means:
    'A change of the code or the configuration reaches nobody until the authorizer names the new version; and SAM CLI serves the routes without their authorizer.',
  expected: 'the function itself, or an alias',
  remedy: 'Point the authorizer at the function, or at an alias that moves with each deployment.',
  link: 'docs/sam.md#templates-that-sam-cli-opens',
};

const VALIDATION_BY_CASE: FindingKind = {
  code: 'validation_by_case',
  severity: 'warning',
  means:
    'A request with "bearer" is answered 401 without a call and without a line in the log: the scheme has no case (RFC 9110 §11.1).',
  expected: 'no identityValidationExpression, or one without regard to case',
  remedy: 'Take it away: the function says in its log what is wrong with a header. Or begin it with (?i).',
  link: 'docs/kinds.md#where-tokens-are-looked-for',
};

const VALIDATION_REFUSES_TOKENS: FindingKind = {
  code: 'validation_refuses_tokens',
  severity: 'error',
  means: 'Every request is answered 401 without a call and without a line in the log.',
  expected: 'an expression that "Bearer" and a JWT match',
  remedy: 'Take identityValidationExpression away.',
  link: 'docs/kinds.md#where-tokens-are-looked-for',
};

export const gatewayAuthorizer: Check = {
  title: "API Gateway's authorizers",
  needs: 'api',
  kinds: [
    HTTP_RESPONSE_MISMATCH,
    PERMISSION_MISSING,
    AUTHORIZER_ON_VERSION,
    VALIDATION_BY_CASE,
    VALIDATION_REFUSES_TOKENS,
  ],
  find: ({ config, authorizers }) => authorizers.flatMap((authorizer) => inAuthorizer(authorizer, config)),
};

function inAuthorizer(authorizer: AuthorizerFacts, { httpApiResponse }: Facts['config']): Finding[] {
  const { where, kind, simpleResponses, version, permissionProblem } = authorizer;
  const isMismatch = kind === 'http-2.0' && simpleResponses !== (httpApiResponse === 'simple');
  return [
    ...(isMismatch
      ? [
          finding(
            HTTP_RESPONSE_MISMATCH,
            'httpApiResponse',
            `${quoted(httpApiResponse)}, and EnableSimpleResponses ${simpleResponses} in ${where}`,
          ),
        ]
      : []),
    ...(permissionProblem === undefined ? [] : [finding(PERMISSION_MISSING, where, permissionProblem)]),
    ...(version === undefined ? [] : [finding(AUTHORIZER_ON_VERSION, where, `version ${version} of the function`)]),
    ...validation(authorizer),
  ];
}

/** No token: a text of the form of one. */
const LIKE_A_TOKEN = 'eyJhbGciOiJ.eyJpc3MiOiJ.c2lnbmF0dXJl';

function validation({ where, identityValidationExpression: expression, kind }: AuthorizerFacts): Finding[] {
  const pattern = expression === undefined ? undefined : compiled(expression);
  if (!pattern) return [];
  const found = `IdentityValidationExpression ${quoted(expression)}`;
  const accepts = (scheme: string) => pattern.test(`${scheme}${LIKE_A_TOKEN}`);
  if (!accepts('Bearer ') && !(kind === 'appsync' && accepts('')))
    return [finding(VALIDATION_REFUSES_TOKENS, where, found)];
  return accepts('bearer ') ? [] : [finding(VALIDATION_BY_CASE, where, found)];
}

/** As far as JavaScript's expressions are those of API Gateway; undefined where they are not. */
function compiled(expression: string): RegExp | undefined {
  const [, flags, source = expression] = /^\(\?(i)\)(.*)$/.exec(expression) ?? [];
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
