/** Calls of the API: a request comes in, one of the few things that can become of it comes out; nothing is thrown for what goes wrong outside. */

import { missingScopes, parseProblems } from './api-answers.ts';
import type { Session } from './auth/session.ts';
import type { ApiRequest, CallApi, Failure, Outcome } from './outcome.ts';

export interface ApiEdge {
  readonly apiUrl: string;
  readonly session: Pick<Session, 'state' | 'accessToken' | 'renew' | 'reject'>;
  readonly fetch: typeof fetch;
  readonly isOnline: () => boolean;
}

/** A cold start, three attempts at the table and a slow line fit into it. */
const TIMEOUT_MS = 20_000;

export function createApi({ apiUrl, session, fetch, isOnline }: ApiEdge): CallApi {
  function send(request: ApiRequest<unknown>, token: string): Promise<Response> {
    const { method, path, headers, body } = request;
    return fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body,
      // No cookies: the token is all that speaks for the user.
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  async function sendWithRenewal(request: ApiRequest<unknown>): Promise<Response | Failure> {
    const token = await session.accessToken();
    if (token === undefined) return withoutToken();
    const response = await send(request, token);
    if (response.status !== 401) return response;
    // Once: a key may have been rotated, a token revoked. What is refused anew is refused for good.
    if (!(await session.renew())) return withoutToken();
    const renewed = await session.accessToken();
    if (renewed === undefined) return withoutToken();
    const second = await send(request, renewed);
    if (second.status === 401) {
      session.reject();
      return { kind: 'ended' };
    }
    return second;
  }

  /** The login has ended, or the issuer did not answer: then it goes on once it does. */
  function withoutToken(): Failure {
    return session.state().kind === 'active'
      ? { kind: 'unavailable', cause: isOnline() ? 'unreachable' : 'offline' }
      : { kind: 'ended' };
  }

  return async (request) => {
    try {
      const response = await sendWithRenewal(request);
      return response instanceof Response ? await toOutcome(request, response) : response;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return { kind: 'unavailable', cause: 'slow' };
      return { kind: 'unavailable', cause: isOnline() ? 'unreachable' : 'offline' };
    }
  };
}

async function toOutcome<T>(request: ApiRequest<T>, response: Response): Promise<Outcome<T>> {
  if (response.status === 403) {
    return { kind: 'forbidden', scopes: missingScopes(response.headers.get('www-authenticate')) ?? [request.scope] };
  }
  const json: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const value = request.parse(json);
    return value === undefined ? { kind: 'unavailable', cause: 'failing' } : { kind: 'ok', value };
  }
  const problems = parseProblems(json);
  return problems === undefined ? { kind: 'unavailable', cause: 'failing' } : { kind: 'invalid', problems };
}
