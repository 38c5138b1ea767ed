/** Who is logged in, by the word of the issuer. */
import { displayName, type Login } from '../auth/login.ts';
import { Avatar } from '../ui/avatar.tsx';

export function ProfileView({ login, issuer }: { login: Login; issuer: string }) {
  const { profile } = login;
  return (
    <>
      <h1 tabIndex={-1}>Profile</h1>
      <section class="card profile-card" aria-label="You">
        <Avatar profile={profile} size="large" />
        <p class="profile-title">{displayName(profile)}</p>
        <dl class="facts">
          <div>
            <dt>E-mail</dt>
            <dd>
              {profile.email ?? 'Not shared by the issuer'}
              {profile.email !== undefined && profile.emailVerified && <span class="tag">verified</span>}
            </dd>
          </div>
          <div>
            <dt>Account</dt>
            <dd>
              <code>{profile.sub}</code>
            </dd>
          </div>
          <div>
            <dt>Logged in at</dt>
            <dd>{new URL(issuer).host}</dd>
          </div>
        </dl>
      </section>
      <p class="soft">Name, picture and e-mail address come from the issuer. Change them there.</p>
    </>
  );
}
