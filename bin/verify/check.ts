/** What a check is, and the words that all checks have in common; data and pure builders of calls. */
import type { Caller } from './callers.ts';
import type { ApiCall } from './client.ts';
import type { TestedRoute } from './routes.ts';
import type { Look, Sight } from './sight.ts';
import type { Target } from './target.ts';

/** One row of the table: it asks, and says in words what an unexpected answer means. */
export interface Check {
  /** Stable: the name in JSON. */
  readonly id: string;
  readonly title: string;
  /** In words, for the table. */
  readonly expected: string | ((target: Setting) => string);
  /** The calls in their order, or why the check cannot be made. */
  steps(target: Target): readonly Step[] | NotMade;
  /** The first that fits is said; where none does, one of `COMMON_DIFFERENCES`. */
  readonly differences: readonly Difference[];
}

/** What the words for what is expected hang on. */
export type Setting = Pick<Target, 'kind' | 'badToken'>;

export function expectedOf({ expected }: Check, setting: Setting): string {
  return typeof expected === 'string' ? expected : expected(setting);
}

export interface Step {
  readonly caller: Caller;
  readonly call: ApiCall;
  readonly expected: readonly Sight[];
  /**
   * What is looked at.
   *
   * @default - the status and the gateway's marks
   */
  readonly look?: Look;
}

export interface NotMade {
  /** What is missing, and how to give it. */
  readonly because: string;
}

export interface Difference {
  /**
   * Whose call it was.
   *
   * @default - anybody's
   */
  readonly callers?: readonly Caller[];
  readonly seen: readonly Sight[];
  readonly means: string;
  /** The setting to change, or what to do. */
  readonly change: string;
  /**
   * Nothing is more open than it should be, and nothing has to be changed: it is told, and does not fail the check.
   *
   * @default false
   */
  readonly isNote?: boolean;
}

/** The backend was reached, whatever it thought of the request. */
export const LET_IN: readonly Sight[] = ['let in', 'answered'];

/** Nothing behind the gateway was reached. */
export const CLOSED: readonly Sight[] = ['unauthorized', 'forbidden', 'no route'];

/** Of how many routes a check of many calls asks: more say nothing more, and take their time. */
export const MOST_ROUTES = 8;

/** Not JSON, so that a backend that reads JSON stores nothing. */
const NO_DATA = 'this is not JSON: sent by npm run verify';

const WITH_BODY = ['PATCH', 'POST', 'PUT'];

/** Undefined where the caller's token was not given. */
function callOf(
  target: Target,
  caller: Caller,
  route: Pick<TestedRoute, 'method' | 'path'>,
  headers: Readonly<Record<string, string>> = {},
): ApiCall | undefined {
  const authorization = target.authorizations[caller];
  if (authorization === undefined) return undefined;
  const { method, path } = route;
  return {
    method,
    path,
    headers: { ...(authorization !== '' && { Authorization: authorization }), ...headers },
    ...(WITH_BODY.includes(method) && { body: NO_DATA }),
  };
}

/** What a route says to a caller, all that it may where that is not known. */
export function answerOf(target: Target, caller: Caller, { opens }: TestedRoute): readonly Sight[] {
  if (caller === 'no token') return ['unauthorized'];
  if (caller === 'forged') return [target.badToken];
  const isOpen = caller === 'denied token' ? opens.denied : opens.token;
  if (isOpen === undefined) return [...LET_IN, 'forbidden'];
  return isOpen ? LET_IN : ['forbidden'];
}

/** One call where the caller's token was given, else none. */
export function stepsOf(
  target: Target,
  caller: Caller,
  route: Pick<TestedRoute, 'method' | 'path'> | undefined,
  expected: readonly Sight[],
  { headers, look }: { readonly headers?: Readonly<Record<string, string>>; readonly look?: Look } = {},
): Step[] {
  const call = route && callOf(target, caller, route, headers);
  return call ? [{ caller, call, expected, look }] : [];
}

/** The steps, or what is missing where there are none. */
export function stepsOr(steps: readonly Step[], because: string): readonly Step[] | NotMade {
  return steps.length > 0 ? steps : { because };
}

/** What may come back from any call. */
export const COMMON_DIFFERENCES: readonly Difference[] = [
  {
    seen: ['let in', 'answered'],
    means: 'The backend was reached by a request that should have been refused.',
    change:
      'Look up the request in the access log: if no authorizer is named there, attach it to this route; if one is, its log says why it allowed.',
  },
  {
    seen: ['unauthorized'],
    means: 'The authorizer takes the token for a bad one, or found none.',
    change: "Search the authorizer's log for the decision: its reason says which check failed.",
  },
  {
    seen: ['forbidden'],
    means: 'The authorizer took the token and refused the route.',
    change:
      "Search the authorizer's log for the decision: insufficient_scope is the token's or the issuer's affair, route_not_listed the configuration's.",
  },
  {
    seen: ['fault'],
    means: 'The authorizer or the backend failed.',
    change:
      "Search the authorizer's log for outcome fault: key_set_unavailable is the way to the issuer, configuration_invalid names what is wrong; nothing there means the permission to invoke it, or the backend.",
  },
  {
    seen: ['no route'],
    means: 'API Gateway has no such route.',
    change: 'Compare --route with the routes of the deployed stage; deploy the stage again after a change.',
  },
  {
    seen: ['too long'],
    means: 'API Gateway takes the request for too long.',
    change: 'Use a shorter token or path.',
  },
  {
    seen: ['throttled'],
    means: 'API Gateway throttled the check, so there is no verdict.',
    change: 'Run it again when less is going on, or raise the throttling limits of the stage.',
  },
  {
    seen: ['no answer'],
    means: 'The connection ended without an answer.',
    change: 'Run it again; if it stays, call the route with curl and look at the access log.',
  },
  {
    seen: ['missing', 'different'],
    means: 'The header is not what was expected.',
    change: 'Compare it with the configuration of the API.',
  },
];
