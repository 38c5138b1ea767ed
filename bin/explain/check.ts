/** What a check of `explain` is; types, and the few helpers that all checks share. */
import type { AuthorizerConfig } from '../../lambda/authorizer/config.ts';
import type { ProfileName } from '../../lambda/authorizer/profiles.ts';
import type { Reason } from '../../lambda/authorizer/road.ts';
import type { RouteTable } from '../../lambda/authorizer/routes.ts';
import type { Walk } from './walk.ts';
import type { Fetched } from './watched-edges.ts';

/** Checks of what the token says of itself: without a verified signature, of what anybody says. */
export const CLAIMED = [
  'issuer',
  'type',
  'purpose',
  'claims',
  'expiry',
  'start',
  'issued',
  'age',
  'audience',
  'client',
  'required',
  'scopes',
] as const;

/** Stable: the names in JSON. */
export type CheckId =
  | (typeof CLAIMED)[number]
  | 'configuration'
  | 'request'
  | 'token'
  | 'form'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'route'
  | 'answer';

/**
 * What was found, in words.
 *
 * - `passed`, `failed`
 * - `not asked`: nothing is configured that would ask for it, or the token says nothing of it
 * - `not checked`: something that it needs is missing
 */
export type Finding =
  | { readonly result: 'passed' | 'not asked' | 'not checked'; readonly finding: string }
  | { readonly result: 'failed'; readonly reason: Reason; readonly finding: string };

export type Check = Finding & { readonly id: CheckId };

/** What checks look at. */
export interface Scene {
  readonly config: AuthorizerConfig;
  /** Its routes, compiled. */
  readonly table: RouteTable;
  /** For messages: where the configuration was found. */
  readonly where: string;
  readonly walk: Walk;
  readonly fetched: readonly Fetched[];
  /** Of each issuer that is configured, by its name. */
  readonly profiles: ReadonlyMap<string, ProfileName>;
  readonly nowSeconds: number;
  /** Whether values of claims may be shown that could be personal. */
  readonly showClaims: boolean;
  /** AppSync's `Type.field` that is asked for; it asks for the whole API at once, and is told what is closed. */
  readonly field?: string;
  /** What else is to be said of the request. */
  readonly note?: string;
}

/** One row of the table. */
export interface CheckRow {
  readonly id: CheckId;
  look(scene: Scene): Finding;
}

export const passed = (finding: string): Finding => ({ result: 'passed', finding });
export const failed = (reason: Reason, finding: string): Finding => ({ result: 'failed', reason, finding });
export const notAsked = (finding: string): Finding => ({ result: 'not asked', finding });
export const notChecked = (finding: string): Finding => ({ result: 'not checked', finding });
