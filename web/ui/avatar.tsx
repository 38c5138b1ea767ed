/** A person's picture, or initials where there is none to show. */
import { useState } from 'preact/hooks';
import { initialsOf, type Profile } from '../auth/login.ts';

export function Avatar({ profile, size = 'small' }: { profile: Profile; size?: 'small' | 'large' }) {
  const [failed, setFailed] = useState(false);
  const showsPicture = profile.picture !== undefined && !failed;
  return (
    <span class={`avatar avatar-${size}`} aria-hidden="true">
      {showsPicture ? (
        <img src={profile.picture} alt="" referrerpolicy="no-referrer" onError={() => setFailed(true)} />
      ) : (
        initialsOf(profile)
      )}
    </span>
  );
}
