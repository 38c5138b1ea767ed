/** The checks of what browsers and clients read in headers: preflight, CORS, challenges; data. */
import { type Caller, OPTION_OF } from '../callers.ts';
import { type Check, type Difference, stepsOf, stepsOr } from '../check.ts';
import { type Look, lookAtChallenge, lookAtCors, lookAtPreflight } from '../sight.ts';
import type { Target } from '../target.ts';

const NEEDS_ORIGIN = { because: 'needs --origin, that of a page which calls the API' };

const CORS_SETTINGS =
  'REST API: addGatewayResponses({ restApi, realm, allowOrigin }), and the backend sets the header on its own answers. HTTP API: corsPreflight of the API.';

const CORS_DIFFERENCES: readonly Difference[] = [
  {
    seen: ['missing'],
    means: 'Access-Control-Allow-Origin is missing, so a page sees a network error and no status.',
    change: CORS_SETTINGS,
  },
  {
    seen: ['different'],
    means: 'Access-Control-Allow-Origin names another origin, so a page sees a network error and no status.',
    change: `Let allowOrigin be the origin of the page. ${CORS_SETTINGS}`,
  },
];

function cors(id: string, title: string, caller: Caller): Check {
  return {
    id,
    title,
    expected: 'readable for the page',
    steps(target) {
      const { origin } = target;
      if (origin === undefined) return NEEDS_ORIGIN;
      return looking(target, caller, lookAtCors(origin), { Origin: origin });
    },
    differences: CORS_DIFFERENCES,
  };
}

function challenge(id: string, title: string, caller: Caller, expected: string, error: string | undefined): Check {
  return {
    id,
    title,
    expected,
    steps(target) {
      if (target.kind === 'http')
        return { because: "an HTTP API's own answers carry no challenge, and none can be set" };
      return looking(target, caller, lookAtChallenge(target.realm, error));
    },
    differences: [
      {
        seen: ['missing'],
        means: 'The answer has no WWW-Authenticate, which RFC 6750 §3 asks for.',
        change: 'addGatewayResponses({ restApi, realm, allowOrigin }), then deploy the stage.',
      },
      {
        seen: ['different'],
        means: `WWW-Authenticate is not Bearer with ${error === undefined ? 'no error code' : `error="${error}"`} and the realm, or API Gateway renamed it.`,
        change:
          'Set it by addGatewayResponses({ restApi, realm, allowOrigin }), not by an integration, whose header API Gateway renames; compare its realm with --realm.',
      },
    ],
  };
}

function looking(target: Target, caller: Caller, look: Look, headers?: Readonly<Record<string, string>>) {
  const route = caller === 'denied token' ? target.deniedRoute : target.route;
  return stepsOr(stepsOf(target, caller, route, ['as set'], { headers, look }), `needs ${OPTION_OF[caller]}`);
}

export const BROWSER_CHECKS: readonly Check[] = [
  {
    id: 'preflight',
    title: 'preflight: OPTIONS with an origin',
    expected: 'method and Authorization allowed',
    steps(target) {
      const { origin, route, kind } = target;
      if (origin === undefined) return NEEDS_ORIGIN;
      const headers = {
        Origin: origin,
        'Access-Control-Request-Method': route.method,
        'Access-Control-Request-Headers': 'authorization',
      };
      const asked = { method: 'OPTIONS', path: route.path };
      return stepsOf(target, 'no token', asked, ['as set'], {
        headers,
        look: lookAtPreflight(origin, route.method, kind),
      });
    },
    differences: [
      {
        seen: ['unauthorized', 'forbidden'],
        means: 'The preflight is asked for a token, which no browser sends with it: pages cannot call this API.',
        change:
          'REST API: defaultCorsPreflightOptions, and no authorizer on OPTIONS. HTTP API: corsPreflight, and an open OPTIONS /{proxy+} beside a guarded $default or ANY.',
      },
      {
        seen: ['no route'],
        means: 'Nothing answers OPTIONS: pages of other origins cannot call this API.',
        change: 'REST API: defaultCorsPreflightOptions. HTTP API: corsPreflight.',
      },
      ...CORS_DIFFERENCES.filter(({ seen }) => seen.includes('missing')),
      {
        seen: ['different'],
        means: 'The preflight allows another origin, not this method, or not the Authorization header by its name.',
        change:
          'Add them to allowOrigins, allowMethods and allowHeaders of defaultCorsPreflightOptions (REST API) or corsPreflight (HTTP API); * does not stand for Authorization.',
      },
    ],
  },
  cors('cors-unauthorized', 'CORS on a 401', 'no token'),
  cors('cors-forbidden', 'CORS on a 403', 'denied token'),
  cors('cors-let-in', "CORS on the backend's answer", 'token'),
  challenge('challenge-unauthorized', 'the challenge of a 401', 'no token', 'Bearer, without an error code', undefined),
  challenge(
    'challenge-forbidden',
    'the challenge of a 403',
    'denied token',
    'Bearer, insufficient_scope',
    'insufficient_scope',
  ),
];
