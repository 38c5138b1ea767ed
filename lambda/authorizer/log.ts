/** What happened comes in, one line of JSON for CloudWatch Logs goes out; pure. Never a token, a part of one, or a claim. */
import type { KeySetEvent } from './key-set.ts';
import type { Decision, FaultReason, Trace } from './road.ts';

/** How an event ended, as the log has it. */
export type Verdict = (Pick<Decision, 'outcome'> & { reason?: string }) | { outcome: 'fault'; reason: FaultReason };

const LEVELS = { allow: 'info', forbidden: 'warn', unauthenticated: 'warn', fault: 'error' } as const;

/** The one line that every decision leaves. Fields that are not known are left out. */
export function decisionLine({ outcome, reason }: Verdict, trace: Trace, durationMs: number): string {
  const { kind, requestId, route, issuer, kid, alg, tokenCache } = trace;
  return JSON.stringify({
    level: LEVELS[outcome],
    message: 'decision',
    outcome,
    reason,
    kind,
    requestId,
    route,
    issuer,
    kid,
    alg,
    durationMs: Math.round(durationMs * 1000) / 1000,
    tokenCache,
  });
}

/** What the key set of an issuer did. */
export function keySetLine(issuer: string, event: KeySetEvent): string {
  return JSON.stringify({ level: event.event === 'fetched' ? 'info' : 'warn', message: 'key set', issuer, ...event });
}
