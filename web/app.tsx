/** The frame of the app: who is logged in, where one can go, and the page that one is on. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { displayName, type Login } from './auth/login.ts';
import { CREATE, READ } from './scopes.ts';
import type { Services } from './services.ts';
import { TimesheetsView } from './timesheets/timesheets-view.tsx';
import { AnnounceProvider, LiveRegion } from './ui/announcer.tsx';
import { Avatar } from './ui/avatar.tsx';
import { Brand } from './ui/brand.tsx';
import { Notice } from './ui/failure.tsx';
import { useOnline, usePath, useSessionState } from './ui/hooks.ts';
import { AccessView } from './views/access.tsx';
import { ProfileView } from './views/profile.tsx';
import { Welcome } from './views/welcome.tsx';

interface View {
  readonly path: string;
  readonly name: string;
  /** Shown to those who hold one of these scopes; to everybody where there are none. */
  readonly scopes?: readonly string[];
}

const APP_NAME = 'Timesheets';

const VIEWS: readonly View[] = [
  { path: '/timesheets', name: APP_NAME, scopes: [READ, CREATE] },
  { path: '/access', name: 'Your access' },
  { path: '/profile', name: 'Profile' },
];

export function App(services: Services) {
  const state = useSessionState(services.session);
  if (state.kind === 'anonymous') return <Welcome {...services} notice={state.notice} />;
  return <LoggedIn {...services} login={state.login} ended={state.kind === 'ended'} />;
}

function LoggedIn(props: Services & { login: Login; ended: boolean }) {
  const { config, callApi, login, ended, logIn, logOut } = props;
  const [announcement, announce] = useState('');
  const [path, go] = usePath();
  const online = useOnline();
  const views = VIEWS.filter(({ scopes }) => scopes === undefined || scopes.some((one) => login.scopes.includes(one)));
  // An unknown path, or one that the scopes do not open, leads to the first that there is.
  const view = views.find((candidate) => candidate.path === path) ?? views[0];
  const viewPath = view?.path;
  const main = useRef<HTMLElement>(null);
  const shown = useRef<string>();

  useEffect(() => {
    if (viewPath === undefined) return;
    if (viewPath !== path) go(viewPath, true);
    document.title = view?.name === APP_NAME ? APP_NAME : `${view?.name} · ${APP_NAME}`;
    // As a browser does after a real navigation: the focus goes to the top of the new page, not on the first one.
    if (shown.current !== undefined && shown.current !== viewPath) {
      main.current?.querySelector<HTMLElement>('h1')?.focus();
      scrollTo(0, 0);
    }
    shown.current = viewPath;
  }, [viewPath]);

  return (
    <AnnounceProvider value={announce}>
      <a class="skip-link" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <div class="top-inner">
          <Brand />
          <nav aria-label="Pages">
            {views.map(({ path: target, name }) => (
              <PageLink key={target} path={target} current={target === viewPath} go={go}>
                {name}
              </PageLink>
            ))}
          </nav>
          <div class="user">
            <Avatar profile={login.profile} />
            <span class="user-name">{displayName(login.profile)}</span>
            <button type="button" class="button button-quiet" onClick={logOut}>
              Log out
            </button>
          </div>
        </div>
      </header>
      <main id="content" ref={main} tabIndex={-1}>
        {ended && <EndedNotice logIn={logIn} />}
        {!online && (
          <Notice tone="calm">
            <p>You are offline. What you type is kept.</p>
          </Notice>
        )}
        {viewPath === '/timesheets' && <TimesheetsView callApi={callApi} login={login} online={online} />}
        {viewPath === '/access' && <AccessView granted={login.scopes} known={config.scopes} />}
        {viewPath === '/profile' && <ProfileView login={login} issuer={config.issuer} />}
      </main>
      <LiveRegion text={announcement} />
    </AnnounceProvider>
  );
}

function PageLink(props: { path: string; current: boolean; go: (path: string) => void; children: ComponentChildren }) {
  const { path, current, go, children } = props;
  return (
    <a
      href={path}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        // A click that asks for a new tab is the browser's.
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(path);
      }}
    >
      {children}
    </a>
  );
}

function EndedNotice({ logIn }: Pick<Services, 'logIn'>) {
  const [failed, setFailed] = useState(false);
  return (
    <Notice>
      <p>
        <strong>Your login has ended.</strong> What you typed is kept.{failed && ' The login service does not answer.'}
      </p>
      <button type="button" class="button" onClick={() => logIn().catch(() => setFailed(true))}>
        Log in again
      </button>
    </Notice>
  );
}
