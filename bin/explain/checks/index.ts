/** Every check in the order in which the road asks; data. */
import type { CheckRow } from '../check.ts';
import { CLAIM_ROWS } from './claim-checks.ts';
import { ROUTE_CHECKS } from './route-checks.ts';
import { TOKEN_CHECKS } from './token-checks.ts';
import { TRUST_CHECKS } from './trust-checks.ts';

export const CHECKS: readonly CheckRow[] = [...TOKEN_CHECKS, ...TRUST_CHECKS, ...CLAIM_ROWS, ...ROUTE_CHECKS];
