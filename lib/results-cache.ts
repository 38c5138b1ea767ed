/** A configuration and a wish come in, how long API Gateway may keep the authorizer's answers goes out; pure. */
import { Duration } from 'aws-cdk-lib';
import type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';

/** API Gateway's own default for REST APIs. */
const DEFAULT_SECONDS = 300;
/** API Gateway's own limit. */
export const LONGEST_SECONDS = 3_600;

export interface LifetimeWish {
  /** What messages call the authorizer. */
  readonly where: string;
  readonly config: AuthorizerConfigInput;
  /**
   * How long answers are kept.
   *
   * @default - five minutes, or the shortest `maxTokenAgeSeconds` where that is less
   */
  readonly resultsCacheTtl?: Duration;
}

/** @throws Error where the wish is no time that API Gateway keeps an answer, or longer than a token may be old */
export function resultsCacheTtlOf({ where, config, resultsCacheTtl: wish }: LifetimeWish): Duration {
  const oldestSeconds = Math.min(
    ...config.issuers.map(({ maxTokenAgeSeconds = Number.POSITIVE_INFINITY }) => maxTokenAgeSeconds),
  );
  if (wish === undefined) return Duration.seconds(Math.min(DEFAULT_SECONDS, oldestSeconds));
  // What CloudFormation fills in later cannot be checked now.
  if (wish.isUnresolved()) return wish;

  const seconds = wish.toMilliseconds() / 1_000;
  if (!Number.isInteger(seconds)) {
    throw new Error(
      `${where}: resultsCacheTtl is ${seconds} seconds, expected whole seconds: API Gateway counts no less`,
    );
  }
  if (seconds > LONGEST_SECONDS) {
    throw new Error(
      `${where}: resultsCacheTtl is ${seconds} seconds, expected at most ${LONGEST_SECONDS}: API Gateway keeps an answer for an hour at most`,
    );
  }
  if (seconds > oldestSeconds) {
    throw new Error(
      `${where}: resultsCacheTtl is ${seconds} seconds, expected at most ${oldestSeconds}, the configuration's maxTokenAgeSeconds: a kept answer would open the API to tokens of more than twice that age; shorten resultsCacheTtl, or leave it out`,
    );
  }
  return wish;
}

/** Whether answers are kept at all; a time that is not known yet counts as one. */
export function isCached(ttl: Duration): boolean {
  return ttl.isUnresolved() || ttl.toSeconds() > 0;
}
