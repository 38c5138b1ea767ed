/** Why a call of the API came to nothing, in words, with what to do about it. */
import type { ComponentChildren } from 'preact';
import type { Failure } from '../outcome.ts';
import { permissionOf } from '../scopes.ts';

type Cause = Extract<Failure, { kind: 'unavailable' }>['cause'];

const CAUSES: Readonly<Record<Cause, string>> = {
  offline: 'You are offline.',
  unreachable: 'The server cannot be reached.',
  slow: 'The server took too long to answer.',
  failing: 'Something went wrong on the server.',
};

function failureText(failure: Failure): string {
  switch (failure.kind) {
    case 'ended':
      return 'Your login has ended.';
    case 'forbidden': {
      const names = failure.scopes.map((scope) => `“${permissionOf(scope).title}” (${scope})`);
      return `You lack the permission ${names.join(' and ')}. Ask whoever manages your roles for it.`;
    }
    case 'invalid':
      return failure.problems.length === 1 && failure.problems[0]
        ? failure.problems[0].message
        : 'Check what is marked.';
    case 'unavailable':
      return CAUSES[failure.cause];
  }
}

export function Notice({ tone = 'error', children }: { tone?: 'error' | 'calm'; children: ComponentChildren }) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** @param retry absent where trying again would change nothing */
export function FailureNotice({
  failure,
  after = '',
  retry,
}: {
  failure: Failure;
  after?: string;
  retry?: () => void;
}) {
  return (
    <Notice>
      <p>
        {failureText(failure)} {after}
      </p>
      {retry && failure.kind === 'unavailable' && (
        <button type="button" class="button button-quiet" onClick={retry}>
          Try again
        </button>
      )}
    </Notice>
  );
}
