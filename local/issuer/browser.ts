/** A browser reduced to what a login needs: fetches with cookies, and shows redirects instead of following them. */

/** Sends a request with the cookies collected so far and collects those of the answer. Redirects are returned, not followed. */
export type Browser = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** A browser without cookies. It talks to one site only, so that a cookie's name is all that tells it apart. */
export function openBrowser(): Browser {
  const cookies = new Map<string, string>();

  return async (url, init) => {
    const headers = new Headers(init?.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
}
