/** What somebody sees who is not logged in. */
import { useState } from 'preact/hooks';
import type { Services } from '../services.ts';
import { Brand } from '../ui/brand.tsx';
import { Notice } from '../ui/failure.tsx';

export function Welcome({ config, logIn, notice }: Pick<Services, 'config' | 'logIn'> & { notice?: string }) {
  const [state, setState] = useState<'idle' | 'leaving' | 'failed'>('idle');
  const leave = async () => {
    setState('leaving');
    await logIn().catch(() => setState('failed'));
  };
  return (
    <main id="content" class="welcome">
      <Brand />
      <Illustration />
      <h1>Your hours, week by week.</h1>
      <p class="lead">Note what you worked on, see where the weeks went. Nothing more.</p>
      {state === 'failed' ? (
        <Notice>
          <p>The login service does not answer. Check your connection, then try again.</p>
        </Notice>
      ) : (
        notice && (
          <Notice tone="calm">
            <p>{notice}</p>
          </Notice>
        )
      )}
      <button type="button" class="button button-large" onClick={leave} aria-disabled={state === 'leaving'}>
        {state === 'leaving' ? 'One moment …' : 'Log in'}
      </button>
      <p class="fine-print">
        You log in at <strong>{new URL(config.issuer).host}</strong>. This page never sees your password.
      </p>
    </main>
  );
}

/** Bars as the chart draws them, of no week in particular. */
const BARS = [
  [34, 22],
  [48, 14],
  [26, 30],
  [56, 20],
  [44, 34],
  [62, 26],
] as const;

function Illustration() {
  return (
    <svg class="illustration" viewBox="0 0 264 104" aria-hidden="true">
      {BARS.map(([lower, upper], index) => (
        <g key={index}>
          <rect class="series-1" x={index * 46} y={104 - lower} width="34" height={lower} rx="5" />
          <rect class="series-2" x={index * 46} y={104 - lower - 3 - upper} width="34" height={upper} rx="5" />
        </g>
      ))}
    </svg>
  );
}
