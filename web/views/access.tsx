/** What the login allows, in words. */
import { type Permission, permissionOf } from '../scopes.ts';

export interface AccessViewProps {
  readonly granted: readonly string[];
  /** The API's scopes that the app asks for. */
  readonly known: readonly string[];
}

export function AccessView({ granted, known }: AccessViewProps) {
  const held = known.filter((scope) => granted.includes(scope)).map(permissionOf);
  const missing = known.filter((scope) => !granted.includes(scope)).map(permissionOf);
  return (
    <>
      <h1 tabIndex={-1}>Your access</h1>
      <p class="lead">What this app may do in your name. The API checks it each time.</p>
      <section class="card" aria-labelledby="held">
        <h2 id="held">You may</h2>
        {held.length === 0 ? (
          <p class="soft">Nothing yet. Ask whoever manages your roles for a permission, then log in again.</p>
        ) : (
          <Permissions permissions={held} sign={TICK} />
        )}
      </section>
      {missing.length > 0 && (
        <section class="card card-quiet" aria-labelledby="missing">
          <h2 id="missing">Not given to you</h2>
          <Permissions permissions={missing} sign={DASH} />
          <p class="soft">Ask whoever manages your roles. A new permission counts from your next login on.</p>
        </section>
      )}
    </>
  );
}

/** Drawn, since not every font has a tick: the lines of a sign of 16 by 16. */
const TICK = 'M3 8.5 6.5 12 13 4.5';
const DASH = 'M4 8h8';

function Permissions({ permissions, sign }: { permissions: readonly Permission[]; sign: string }) {
  return (
    <ul class="permissions">
      {permissions.map(({ scope, title, description }) => (
        <li key={scope}>
          <svg class="permission-sign" viewBox="0 0 16 16" aria-hidden="true">
            <path d={sign} />
          </svg>
          <span>
            <strong>{title}</strong>
            {description !== '' && <span class="permission-description soft">{description}</span>}
            <code class="permission-scope">{scope}</code>
          </span>
        </li>
      ))}
    </ul>
  );
}
