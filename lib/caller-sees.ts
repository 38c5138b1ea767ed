/** What a caller sees of a refusal, for each kind of API: status, headers, body; data, pure. `npm start`'s gateways are tested against it. */
import type { EventKind, Outcome } from '../lambda/authorizer/road.ts';

export type Refusal = Exclude<Outcome, 'allow'>;

export interface CallerSees {
  readonly status: number;
  /** Those that say something of the refusal; API Gateway adds a request id and others. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What `addGatewayResponses` was given. */
export interface GatewayWords {
  /** The protected area's name in `WWW-Authenticate` (RFC 9110 §11.5). */
  readonly realm: string;
  /** The origin whose pages may read the answers, or `*`. */
  readonly allowOrigin: string;
}

export interface CallerSeesOptions {
  /**
   * The configuration's `unauthenticated`: with `deny` a caller without a good token is answered as one who may not call the route.
   *
   * @default 'error'
   */
  readonly unauthenticated?: 'error' | 'deny';
  /**
   * The gateway responses of a REST API; of no effect for other kinds, whose answers cannot be set.
   *
   * @default - none: API Gateway's own words
   */
  readonly gatewayResponses?: GatewayWords;
  /**
   * Whether the policy denies in so many words; a policy that is merely silent on the route has a shorter 403 in REST and WebSocket APIs.
   *
   * @default true - it is silent only on routes that the table does not name
   */
  readonly isExplicitDeny?: boolean;
}

/** The gateway responses of a REST API that this project sets, by what API Gateway calls them. */
export type RefusalType = 'UNAUTHORIZED' | 'ACCESS_DENIED' | 'AUTHORIZER_FAILURE';

interface Words {
  readonly message: string;
  /** Of `WWW-Authenticate` (RFC 6750 §3). */
  readonly challenge?: string;
}

/**
 * The words of a REST API's refusals.
 *
 * The 401 carries no `error` code: one answer serves requests with a bad token and requests with none, to which RFC 6750 §3.1 gives no code.
 */
export function refusalWords(realm: string): Readonly<Record<RefusalType, Words>> {
  const challenge = `Bearer realm="${realm}"`;
  return {
    UNAUTHORIZED: { message: 'Missing or invalid token', challenge },
    ACCESS_DENIED: { message: 'Insufficient scope', challenge: `${challenge}, error="insufficient_scope"` },
    AUTHORIZER_FAILURE: { message: 'Authorization is unavailable, try again later' },
  };
}

/** The headers of a gateway response of this project. */
export function refusalHeaders(allowOrigin: string, challenge?: string): Readonly<Record<string, string>> {
  return {
    'Access-Control-Allow-Origin': allowOrigin,
    ...(challenge && { 'Access-Control-Expose-Headers': 'WWW-Authenticate', 'WWW-Authenticate': challenge }),
  };
}

type Answers = Readonly<Record<Refusal, CallerSees>>;

const JSON_TYPE = { 'Content-Type': 'application/json' };

function answer(status: number, body: object, headers: CallerSees['headers'] = {}): CallerSees {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

const ERROR_TYPE = 'x-amzn-ErrorType';

const NOT_AUTHORIZED = 'User is not authorized to access this resource';

/** REST APIs without gateway responses, and WebSocket APIs, which cannot have any. AWS documents no error types: they are what callers report. */
const BARE: Answers = {
  unauthenticated: answer(401, { message: 'Unauthorized' }, { [ERROR_TYPE]: 'UnauthorizedException' }),
  forbidden: answer(
    403,
    { Message: `${NOT_AUTHORIZED} with an explicit deny` },
    { [ERROR_TYPE]: 'AccessDeniedException' },
  ),
  fault: answer(500, { message: null }, { [ERROR_TYPE]: 'AuthorizerConfigurationException' }),
};

const BARE_SILENT: Answers = {
  ...BARE,
  forbidden: { ...BARE.forbidden, body: JSON.stringify({ Message: NOT_AUTHORIZED }) },
};

/** That a thrown `Unauthorized` is 401 to an HTTP API is widely reported and not documented. */
const HTTP_API: Answers = {
  unauthenticated: answer(401, { message: 'Unauthorized' }),
  forbidden: answer(403, { message: 'Forbidden' }),
  fault: answer(500, { message: 'Internal Server Error' }),
};

/**
 * From AWS's documentation and from reports of callers, none of it run. A closed field is an error beside the data, one each: `FIELD` and `TYPE` stand for
 * its names. What AppSync says when its authorizer fails is not documented.
 */
const APPSYNC: Answers = {
  unauthenticated: answer(401, {
    errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }],
  }),
  forbidden: answer(200, {
    data: { FIELD: null },
    errors: [{ path: ['FIELD'], errorType: 'Unauthorized', message: 'Not Authorized to access FIELD on type TYPE' }],
  }),
  fault: { status: 500, headers: {}, body: '' },
};

const RESPONSE_TYPES = {
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'ACCESS_DENIED',
  fault: 'AUTHORIZER_FAILURE',
} as const satisfies Record<Refusal, RefusalType>;

/** A REST API with `addGatewayResponses`: statuses and error types are API Gateway's own. */
function worded({ realm, allowOrigin }: GatewayWords): Answers {
  const words = refusalWords(realm);
  const say = (outcome: Refusal): CallerSees => {
    const { message, challenge } = words[RESPONSE_TYPES[outcome]];
    const { status, headers } = BARE[outcome];
    return answer(status, { message }, { ...headers, ...refusalHeaders(allowOrigin, challenge) });
  };
  return { unauthenticated: say('unauthenticated'), forbidden: say('forbidden'), fault: say('fault') };
}

function answersOf(kind: EventKind, { gatewayResponses, isExplicitDeny = true }: CallerSeesOptions): Answers {
  const bare = isExplicitDeny ? BARE : BARE_SILENT;
  switch (kind) {
    case 'rest-token':
    case 'rest-request':
      return gatewayResponses ? worded(gatewayResponses) : bare;
    case 'websocket':
      return bare;
    case 'http-1.0':
    case 'http-2.0':
      return HTTP_API;
    case 'appsync':
      return APPSYNC;
  }
}

/** What a caller sees who was refused, by the kind of event and the `outcome` in the log. */
export function callerSees(kind: EventKind, outcome: Refusal, options: CallerSeesOptions = {}): CallerSees {
  const isDenied = outcome === 'unauthenticated' && options.unauthenticated === 'deny' && kind !== 'appsync';
  // Its policy denies the whole stage.
  return isDenied ? answersOf(kind, { ...options, isExplicitDeny: true }).forbidden : answersOf(kind, options)[outcome];
}
