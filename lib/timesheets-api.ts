/** What the sample's APIs have in common, whichever kind they are: routes, props, and what pages of other origins may send; data only. */
import { Duration, type RemovalPolicy, type StackProps } from 'aws-cdk-lib';
import type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';

/** Which scopes the sample's routes ask for. */
export const TIMESHEETS_ROUTES = {
  'GET /timesheets': ['read:timesheets'],
  'POST /timesheets': ['create:timesheets'],
};

export const CORS = {
  methods: ['GET', 'POST'],
  requestHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
  maxAge: Duration.hours(1),
} as const;

export interface TimesheetsStackProps extends StackProps {
  /** The authorizer's configuration; the sample brings the routes. */
  readonly authorizer: Omit<AuthorizerConfigInput, 'routes'>;

  /**
   * Which key of the authorizer's context names the owner of an entry.
   *
   * @default 'sub'
   */
  readonly ownerKey?: string;

  /**
   * The one origin whose pages may call the API, such as `https://app.example.com`, or `*`.
   *
   * @default '*' - the API takes bearer tokens and no cookies, so a foreign page has nothing to call it with
   */
  readonly allowOrigin?: string;

  /**
   * How long API Gateway keeps the authorizer's answer.
   *
   * @default Duration.minutes(5) - or the shortest `maxTokenAgeSeconds` of the issuers, where that is less
   */
  readonly resultsCacheTtl?: Duration;

  /**
   * What becomes of table and logs when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
