/** Every check, in the order in which the documentation lists what they find; data. */
import type { Check } from '../check.ts';
import { algorithms, issuerAlgorithms } from './algorithms.ts';
import { apiRoutes } from './api-routes.ts';
import { audience } from './audience.ts';
import { browsers } from './browsers.ts';
import { development } from './development.ts';
import { discovery, issuerSpelling } from './discovery.ts';
import { gatewayAuthorizer } from './gateway-authorizer.ts';
import { identitySources } from './identity-sources.ts';
import { keySet, keys } from './keys.ts';
import { environment, timeout } from './limits.ts';
import { numbers } from './numbers.ts';
import { profile } from './profile.ts';
import { resultCache } from './result-cache.ts';
import { routeKinds, routes } from './routes.ts';
import { scopes, supportedScopes } from './scopes.ts';
import { secrets } from './secrets.ts';
import { tokenPlaces } from './token-places.ts';
import { wholeApiPolicy } from './whole-api-policy.ts';

/** Under what the documentation lists them. */
export const CHECKS: readonly { readonly heading: string; readonly checks: readonly Check[] }[] = [
  { heading: 'Issuers', checks: [issuerSpelling, discovery, profile, audience] },
  { heading: 'Keys and algorithms', checks: [keys, keySet, algorithms, issuerAlgorithms, secrets] },
  { heading: 'Routes and scopes', checks: [routes, routeKinds, wholeApiPolicy, scopes, supportedScopes, apiRoutes] },
  { heading: 'API Gateway', checks: [tokenPlaces, identitySources, resultCache, gatewayAuthorizer, browsers] },
  { heading: 'Times, sizes, development', checks: [numbers, environment, timeout, development] },
];
