/** Every check, in the order in which they are made; data. */
import type { Check } from '../check.ts';
import { BROWSER_CHECKS } from './browser-checks.ts';
import { CACHE_CHECKS } from './cache-checks.ts';
import { METHOD_CHECKS } from './method-checks.ts';
import { PATH_CHECKS } from './path-checks.ts';
import { TOKEN_CHECKS } from './token-checks.ts';

/** Under what the report and the documentation list them. */
export const CHECKS: readonly { readonly heading: string; readonly checks: readonly Check[] }[] = [
  { heading: 'Tokens', checks: TOKEN_CHECKS },
  { heading: 'Kept answers', checks: CACHE_CHECKS },
  { heading: 'Paths', checks: PATH_CHECKS },
  { heading: 'Methods', checks: METHOD_CHECKS },
  { heading: 'Browsers and challenges', checks: BROWSER_CHECKS },
];
