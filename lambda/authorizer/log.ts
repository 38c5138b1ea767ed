/** What happened comes in, one line of JSON for CloudWatch Logs goes out, which holds its metrics, too. Never a token, a part of one, or a claim. */
import type { KeySetEvent } from './kept-keys.ts';
import { lineWithMetrics, type Measures } from './metrics.ts';
import type { Decision, FaultReason, Reason, Trace } from './road.ts';

/** How an event ended, as the log has it. */
export type Verdict = (Pick<Decision, 'outcome'> & { reason?: Reason }) | { outcome: 'fault'; reason: FaultReason };

export interface Log {
  /** The one line that every decision leaves. Fields that are not known are left out. */
  decision(verdict: Verdict, trace: Trace, durationMs: number): void;
  /** What the key set of an issuer did. */
  keySet(issuer: string, event: KeySetEvent): void;
}

const LEVELS = { allow: 'info', forbidden: 'warn', unauthenticated: 'warn', fault: 'error' } as const;

const DECISION: Measures = { Decision: 'Count' };

const KEY_SET_EVENTS: Readonly<Record<KeySetEvent['event'], { level: 'info' | 'warn'; measures: Measures }>> = {
  fetched: { level: 'info', measures: { KeySetFetch: 'Count', KeySetFetchMilliseconds: 'Milliseconds' } },
  fetch_failed: { level: 'warn', measures: { KeySetFetchFailure: 'Count' } },
  stale: { level: 'warn', measures: { KeySetStale: 'Count' } },
};

/**
 * @param functionName a dimension of every metric, since several authorizers may share an account; left out where it is not known
 * @param nowMs milliseconds since the epoch
 */
export function createLog(
  functionName: string | undefined,
  nowMs: () => number,
  writeLine: (line: string) => void,
): Log {
  const own = functionName === undefined ? [] : ['FunctionName'];
  const byOutcome = [...own, 'outcome'];
  const allowLine = lineWithMetrics(DECISION, [byOutcome]);
  const refusalLine = lineWithMetrics(DECISION, [byOutcome, [...byOutcome, 'reason']]);

  return {
    decision({ outcome, reason }, { kind, requestId, route, issuer, kid, alg, tokenCache }, durationMs) {
      const line = {
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
        FunctionName: functionName,
        Decision: 1,
      };
      writeLine((reason === undefined ? allowLine : refusalLine)(line, nowMs()));
    },
    keySet(issuer, event) {
      const { level, measures } = KEY_SET_EVENTS[event.event];
      const values = Object.entries(measures).map(([name, unit]) => [
        name,
        unit === 'Milliseconds' && 'durationMs' in event ? event.durationMs : 1,
      ]);
      const line = {
        level,
        message: 'key set',
        issuer,
        ...event,
        FunctionName: functionName,
        ...Object.fromEntries(values),
      };
      writeLine(lineWithMetrics(measures, [own, [...own, 'issuer']])(line, nowMs()));
    },
  };
}
