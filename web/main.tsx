/** Starts the app: reads its settings, takes up a login that comes back from the issuer or is still there, and shows the page. */
import { render } from 'preact';
import { createApi } from './api.ts';
import { App } from './app.tsx';
import { createOidc, type Oidc } from './auth/oidc.ts';
import { Refusal } from './auth/refusal.ts';
import { createSession, type Session } from './auth/session.ts';
import { parseConfig, type WebConfig } from './config.ts';
import type { Services } from './services.ts';
import { FailedStart, Starting } from './views/start.tsx';

const CALLBACK_PATH = '/callback';

/** Says that this tab was logged in, so that a reload asks the issuer instead of the user. */
const RESUME_KEY = 'resume';

void start();

async function start(): Promise<void> {
  show(<Starting />);
  try {
    const config = await loadConfig();
    const oidc = createOidc(config, location.origin, Date.now);
    const services = createServices(config, oidc);
    const { session } = services;
    session.subscribe(() => {
      if (session.state().kind === 'anonymous') sessionStorage.removeItem(RESUME_KEY);
      else sessionStorage.setItem(RESUME_KEY, 'yes');
    });
    if (await takeUpLogin(oidc, session)) show(<App {...services} />);
  } catch (error) {
    show(<FailedStart message={(error as Error).message} retry={start} />);
  }
}

function show(page: Parameters<typeof render>[0]): void {
  const root = document.getElementById('app');
  if (root !== null) render(page, root);
}

async function loadConfig(): Promise<WebConfig> {
  let json: unknown;
  try {
    const response = await fetch('/config.json', { cache: 'no-cache' });
    json = await response.json();
  } catch (cause) {
    throw new Error('Its settings could not be loaded: check your connection.', { cause });
  }
  return parseConfig(json);
}

function createServices(config: WebConfig, oidc: Oidc): Services {
  const session = createSession(oidc.renew, {
    now: Date.now,
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (id) => window.clearTimeout(id),
  });
  const callApi = createApi({
    apiUrl: config.apiUrl,
    session,
    fetch: (...request) => fetch(...request),
    isOnline: () => navigator.onLine,
  });
  return {
    config,
    session,
    callApi,
    async logIn() {
      location.assign(await oidc.loginUrl({ silent: false, returnTo: location.pathname }));
    },
    async logOut() {
      const state = session.state();
      const url = state.kind === 'anonymous' ? undefined : await oidc.logoutUrl(state.login);
      sessionStorage.clear();
      // Before leaving: a browser that keeps the page for its Back button keeps no token with it.
      session.end(url === undefined ? 'You are logged out here, but the issuer may still know you.' : undefined);
      if (url !== undefined) location.replace(url);
    },
  };
}

/** @returns whether there is a page to show; if not, the browser is on its way to the issuer */
async function takeUpLogin(oidc: Oidc, session: Session): Promise<boolean> {
  if (location.pathname === CALLBACK_PATH) {
    await finishLogin(oidc, session);
    return true;
  }
  if (sessionStorage.getItem(RESUME_KEY) === null) return true;
  try {
    location.replace(await oidc.loginUrl({ silent: true, returnTo: location.pathname }));
    return false;
  } catch {
    session.end('The login service does not answer. Check your connection, then log in again.');
    return true;
  }
}

async function finishLogin(oidc: Oidc, session: Session): Promise<void> {
  try {
    const { login, returnTo } = await oidc.finish(location.href);
    history.replaceState(null, '', returnTo);
    session.begin(login);
  } catch (error) {
    history.replaceState(null, '', '/');
    session.end(noticeOf(error));
  }
}

function noticeOf(error: unknown): string {
  if (!(error instanceof Refusal)) return 'The login did not come to its end. Log in again.';
  if (error.code === 'access_denied') return 'You cancelled the login.';
  // What a silent login is answered with where the session at the issuer has ended (OpenID Connect Core §3.1.2.6).
  if (/_required$/.test(error.code)) return 'Your login has ended. Log in again.';
  return `The issuer refused the login: ${error.message}`;
}
