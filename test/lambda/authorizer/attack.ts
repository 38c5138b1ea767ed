/** One row of the tables of attacks comes in; it is asked of the whole authorizer, and everything that holds for every attack is expected. */
import {
  AuthorizerFault,
  FORBIDDEN_REASONS,
  type Reason,
  UNAUTHENTICATED_REASONS,
} from '../../../lambda/authorizer/road.ts';
import { type Config, config, type Issuer, type LogLine, testAuthorizer } from '../../fixtures/authorizer.ts';
import { restTokenEvent } from '../../fixtures/events.ts';
import { secretsOf } from '../../fixtures/forgeries.ts';
import { ISSUER, type SigningKey } from '../../fixtures/tokens.ts';
import { isAllowed, type Policy } from './iam.ts';

export interface Attack {
  readonly title: string;
  readonly reason: Reason;
  /** Sent as `Bearer TOKEN` in a TOKEN event. */
  readonly token?: string;
  /** The whole header instead. */
  readonly authorization?: string;
  /** The whole event instead; its tokens are then `tokens`. */
  readonly event?: unknown;
  readonly tokens?: readonly string[];
  readonly issuer?: Issuer;
  readonly rest?: Partial<Config>;
}

/** How one call of the handler ended. */
type Ending = { readonly returned: unknown } | { readonly thrown: unknown };

/** @param keys what the issuer publishes */
export async function expectRefused(attack: Attack, keys: readonly SigningKey[]): Promise<void> {
  const { token = '', authorization = `Bearer ${token}`, reason } = attack;
  const event = 'event' in attack ? attack.event : restTokenEvent(authorization);
  const authorizer = testAuthorizer(config(keys, attack.issuer, attack.rest));

  const ending = await endingOf(authorizer.handler(event, { awsRequestId: 'request-1' }));

  expect(authorizer.lines).toHaveLength(1);
  expect(authorizer.lastDecision()).toMatchObject({ outcome: outcomeOf(reason), reason });
  expectEnding(ending, reason, event);
  expectNoSecrets(secretsOf([token, ...(attack.tokens ?? [])], ISSUER), ending, authorizer.lastDecision());
}

export async function endingOf(call: Promise<unknown>): Promise<Ending> {
  try {
    return { returned: await call };
  } catch (thrown) {
    return { thrown };
  }
}

function outcomeOf(reason: Reason): string {
  const isOneOf = (reasons: readonly Reason[]) => reasons.includes(reason);
  return isOneOf(UNAUTHENTICATED_REASONS) ? 'unauthenticated' : isOneOf(FORBIDDEN_REASONS) ? 'forbidden' : 'fault';
}

/** 401 is a throw of `Unauthorized`; 403 an answer that does not open what was asked for; 5xx a throw of a fault of the contract. */
function expectEnding(ending: Ending, reason: Reason, event: unknown): void {
  const outcome = outcomeOf(reason);
  if (outcome === 'fault') {
    expect('thrown' in ending && ending.thrown).toBeInstanceOf(AuthorizerFault);
    expect('thrown' in ending && ending.thrown).toMatchObject({ reason });
  } else if (outcome === 'unauthenticated' && 'thrown' in ending) {
    expect(ending.thrown).toEqual(new Error('Unauthorized'));
  } else if (outcome === 'unauthenticated') {
    // AppSync takes no throw: to it every error is a failure of the authorizer.
    expect(ending).toEqual({ returned: { isAuthorized: false } });
  } else {
    expect('returned' in ending && !opens(ending.returned, event)).toBe(true);
  }
}

/** Whether an answer lets the caller in, as API Gateway reads it. */
export function opens(answer: unknown, event: unknown): boolean {
  const { isAuthorized, policyDocument } = answer as { isAuthorized?: boolean; policyDocument?: Policy };
  const { methodArn, routeArn } = event as { methodArn?: string; routeArn?: string };
  return policyDocument ? isAllowed(policyDocument, methodArn ?? routeArn ?? '') : isAuthorized === true;
}

/** `kid` and `alg` are logged as the caller wrote them, since nothing helps more to find out why a key is not found. */
function expectNoSecrets(secrets: readonly string[], ending: Ending, { kid, alg, ...line }: LogLine): void {
  const thrown = 'thrown' in ending ? (ending.thrown as Error) : undefined;
  const cause = thrown?.cause as Error | undefined;
  const readable = [JSON.stringify(line), thrown?.message, thrown?.stack, cause?.message].join('\n');
  // Not `expect(readable).not.toContain(…)`: its own message would show what leaked.
  expect(secrets.filter((secret) => readable.includes(secret)).length).toBe(0);
  expect(String(kid ?? '').length).toBeLessThanOrEqual(128);
  expect(String(alg ?? '').length).toBeLessThanOrEqual(32);
}
