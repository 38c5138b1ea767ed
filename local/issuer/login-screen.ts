/** Answers the login page: shows the demo users for a pending authorization request, and ends it with the one who was chosen. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { errors, type InteractionResults, type Provider } from 'oidc-provider';
import { demoClients, demoScopes, demoUser, demoUsers, scopesInWords } from '../demo.ts';
import { loginPage, messagePage, type Page } from './pages.ts';

const pathPrefix = '/u/login/';

/** Where the login page of one authorization request lives. */
export function loginPath(uid: string): string {
  return `${pathPrefix}${uid}`;
}

export function isLoginPath(path: string): boolean {
  return path.startsWith(pathPrefix);
}

/** What an app may ask of the issuer itself, completing "the app asks to …". */
const openidScopesInWords: Readonly<Record<string, string>> = {
  openid: 'know who you are',
  profile: 'see your name and picture',
  email: 'see your e-mail address',
  offline_access: 'stay logged in when you leave',
};

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** GET shows the page, POST takes the choice and sends the browser back to the authorization endpoint. */
export async function answerLogin(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  let interaction: Interaction;
  try {
    interaction = await provider.interactionDetails(req, res);
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    return send(res, 400, messagePage('This login has ended', 'Go back to the app and log in again.'));
  }

  // Consent is implicit: the demo's apps belong to the API's owner.
  if (interaction.prompt.name === 'consent') return provider.interactionFinished(req, res, { consent: {} });
  if (req.method === 'GET') return send(res, 200, toLoginPage(interaction));
  if (req.method !== 'POST') return send(res, 405, messagePage('That did not work', 'This page answers GET and POST.'));

  let result: InteractionResults;
  try {
    result = toResult(new URLSearchParams(await text(req)));
  } catch (error) {
    return send(res, 400, messagePage('That did not work', error instanceof Error ? error.message : String(error)));
  }
  return provider.interactionFinished(req, res, result);
}

function toResult(form: URLSearchParams): InteractionResults {
  if (form.has('cancel')) return { error: 'access_denied', error_description: 'the user cancelled the login' };
  return { login: { accountId: demoUser(form.get('user') ?? '').sub } };
}

function toLoginPage({ params }: Interaction): Page {
  const asked = typeof params.scope === 'string' ? params.scope.split(' ') : undefined;
  return loginPage({
    client: demoClients.find(({ id }) => id === params.client_id)?.name ?? String(params.client_id),
    asks: asked?.map((scope) => openidScopesInWords[scope] ?? demoScopes[scope] ?? scope) ?? ['do all that you may do'],
    choices: demoUsers.map(({ id, initials, name, scopes }) => ({ id, initials, name, may: scopesInWords(scopes) })),
    hinted: demoUsers.find(({ id, email, sub }) => [id, email, sub].includes(String(params.login_hint)))?.id,
    redirectUri: String(params.redirect_uri),
  });
}

function send(res: ServerResponse, status: number, { headers, body }: Page): void {
  res.writeHead(status, { ...headers }).end(body);
}
