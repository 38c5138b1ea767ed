/** The log group of an authorizer comes in, saved queries of CloudWatch Logs Insights go out, one for each question that one has of the log. */
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface AuthorizerQuery {
  /** As it stands in the console, below the folders of the authorizer. */
  readonly name: string;
  /** What it is good for. */
  readonly answers: string;
  readonly query: logs.QueryStringProps;
}

/** What one replaces by the id that is looked for. */
const REQUEST_ID = 'REQUEST_ID';

const DECISIONS = 'message = "decision"';
const KEY_SETS = 'message = "key set"';

/** Fields that begin with `@` are CloudWatch's; the others are the line's own, or of the error that Lambda logs when the function throws one. */
export const AUTHORIZER_QUERIES: readonly AuthorizerQuery[] = [
  {
    name: 'rejections by reason',
    answers: 'Why are callers refused?',
    query: {
      filterStatements: [DECISIONS, 'outcome in ["unauthenticated", "forbidden"]'],
      statsStatements: ['count(*) as requests by outcome, reason'],
      sort: 'requests desc',
    },
  },
  {
    name: 'rejections by issuer and key',
    answers:
      'Whose tokens are refused? An issuer is named once its signature was verified; a key is what the token says.',
    query: {
      filterStatements: [DECISIONS, 'outcome in ["unauthenticated", "forbidden"]'],
      statsStatements: ['count(*) as requests by reason, issuer, kid, alg'],
      sort: 'requests desc',
    },
  },
  {
    name: 'rejections one by one',
    answers: 'Which requests are refused? Their ids lead to the caller: the access log has address and client.',
    query: {
      fields: ['@timestamp', 'outcome', 'reason', 'kind', 'route', 'issuer', 'kid', 'alg', 'requestId'],
      filterStatements: [DECISIONS, 'outcome in ["unauthenticated", "forbidden"]'],
      sort: '@timestamp desc',
      limit: 200,
    },
  },
  {
    name: 'decisions by route',
    answers: 'Which routes are called, and how does it end? Tokens that are refused have not come as far as a route.',
    query: {
      filterStatements: [DECISIONS],
      statsStatements: ['count(*) as requests by route, outcome'],
      sort: 'requests desc',
    },
  },
  {
    name: 'latency',
    answers:
      'How long do decisions take, of tokens that were seen before (hit) and of new ones (miss)? In milliseconds, without cold starts.',
    query: {
      filterStatements: [DECISIONS],
      statsStatements: [
        'count(*) as requests, pct(durationMs, 50) as p50, pct(durationMs, 95) as p95, pct(durationMs, 99) as p99, max(durationMs) as slowest by tokenCache',
      ],
      sort: 'requests desc',
    },
  },
  {
    name: 'slow decisions',
    answers: 'Which decisions took longest? Those of hundreds of milliseconds waited for keys.',
    query: {
      fields: ['@timestamp', 'durationMs', 'outcome', 'reason', 'kind', 'route', 'issuer', 'tokenCache', 'requestId'],
      filterStatements: [DECISIONS],
      sort: 'durationMs desc',
      limit: 50,
    },
  },
  {
    name: 'cold starts',
    answers:
      'How many calls started an instance, and how long did that take? In milliseconds; the fetch of the keys is in it.',
    query: {
      filterStatements: ['@type = "REPORT"'],
      statsStatements: [
        'count(*) as calls, count(@initDuration) as coldStarts, pct(@initDuration, 50) as p50, max(@initDuration) as slowest by bin(1h)',
      ],
    },
  },
  {
    name: 'faults',
    answers:
      'What went wrong on our side? Decisions without a verdict, the errors themselves, and calls that crashed or timed out.',
    query: {
      fields: ['@timestamp', 'reason', 'errorType', 'errorMessage', 'requestId', '@requestId', '@message'],
      // Of the errors that Lambda logs, `Unauthorized` is how API Gateway is told of a 401.
      filterStatements: [
        'outcome = "fault" or (ispresent(errorMessage) and errorMessage != "Unauthorized") or @message like /Task timed out|Runtime\\./',
      ],
      sort: '@timestamp desc',
      limit: 200,
    },
  },
  {
    name: 'fetches of keys',
    answers: 'How often are keys fetched, how often in vain, and how long does it take? In milliseconds.',
    query: {
      filterStatements: [KEY_SETS, 'event in ["fetched", "fetch_failed"]'],
      statsStatements: ['count(*) as fetches, pct(durationMs, 50) as p50, max(durationMs) as slowest by issuer, event'],
      sort: 'fetches desc',
    },
  },
  {
    name: 'failing fetches and stale keys',
    answers: 'Whose keys cannot be fetched, why, and for how long have the old ones been past their time?',
    query: {
      filterStatements: [KEY_SETS, 'event in ["fetch_failed", "stale"]'],
      statsStatements: ['count(*) as times, max(staleSeconds) as longestStaleSeconds by issuer, event, detail'],
      sort: 'times desc',
    },
  },
  {
    name: 'one request',
    answers: `What happened to one request? Put its id in the place of ${REQUEST_ID}: API Gateway's, which is in the access log, or Lambda's.`,
    query: {
      fields: ['@timestamp', '@message'],
      filterStatements: [`requestId = "${REQUEST_ID}" or @requestId = "${REQUEST_ID}"`],
      sort: '@timestamp asc',
    },
  },
];

export interface AuthorizerQueriesProps {
  readonly logGroup: logs.ILogGroup;
  /** Names the queries' folder: no other function of the account has it. */
  readonly functionName: string;
}

/** Makes the query definitions. */
export function authorizerQueries(scope: Construct, id: string, props: AuthorizerQueriesProps): void {
  const { logGroup, functionName } = props;
  const parent = new Construct(scope, id);
  for (const { name, query } of AUTHORIZER_QUERIES) {
    new logs.QueryDefinition(parent, toId(name), {
      queryDefinitionName: `jwt-authorizer/${functionName}/${name}`,
      queryString: new logs.QueryString(query),
      logGroups: [logGroup],
    });
  }
}

/** `rejections by reason` is `RejectionsByReason`. */
function toId(name: string): string {
  return name.replaceAll(/(?:^| )(.)/g, (_, first: string) => first.toUpperCase());
}
