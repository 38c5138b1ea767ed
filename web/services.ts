/** What the views are handed: everything of the app that reaches outside. */

import type { Session } from './auth/session.ts';
import type { WebConfig } from './config.ts';
import type { CallApi } from './outcome.ts';

export interface Services {
  readonly config: WebConfig;
  readonly session: Session;
  readonly callApi: CallApi;
  /** Leaves for the issuer and comes back to the page that it left. @throws Error where the issuer does not answer */
  readonly logIn: () => Promise<void>;
  /** Leaves for the issuer, whose session ends as well. */
  readonly logOut: () => Promise<void>;
}
