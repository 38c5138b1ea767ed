/** The demo world as data: the API's audience and scopes, the two users with what they may do, and the clients; pure. */

/** The port on which the issuer listens when none is chosen. */
export const defaultIssuerPort = 9400;

/** Where the commands look for the issuer when no other is named. */
export const defaultIssuerUrl = `http://localhost:${defaultIssuerPort}/`;

/** The audience of the sample API: what an app asks for, and what the access token then names in `aud`. */
export const demoAudience = 'https://api.timesheets.example';

/** The access token's claim with the user's e-mail address; namespaced, since Auth0 keeps custom claims apart that way. */
export const emailClaim = `${demoAudience}/email`;

/** The sample API's scopes, each in words that complete "may …". */
export const demoScopes: Readonly<Record<string, string>> = {
  'read:timesheets': 'read timesheets',
  'create:timesheets': 'create timesheets',
};

/** A person of the demo; there are no passwords. */
export interface DemoUser {
  /** What the command line and the login page call the user. */
  readonly id: string;
  /** The subject, spelled as Auth0 spells it. */
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly initials: string;
  /** An image as a `data:` URI, so that it shows without a network. */
  readonly picture: string;
  /** The API scopes that the user holds; no token ever carries more. */
  readonly scopes: readonly string[];
}

export const demoUsers: readonly DemoUser[] = [
  {
    id: 'reader',
    sub: 'auth0|reader',
    name: 'Robin Reader',
    email: 'reader@timesheets.example',
    initials: 'RR',
    picture: initialsPicture('RR', '#0f766e'),
    scopes: ['read:timesheets'],
  },
  {
    id: 'author',
    sub: 'auth0|author',
    name: 'Alex Author',
    email: 'author@timesheets.example',
    initials: 'AA',
    picture: initialsPicture('AA', '#6d28d9'),
    scopes: ['read:timesheets', 'create:timesheets'],
  },
];

/** A registered app. All are public clients: PKCE instead of a secret. */
export interface DemoClient {
  readonly id: string;
  /** The name that the login page shows. */
  readonly name: string;
  /** Registered without a port: on loopback any port will do (RFC 8252 §7.3). */
  readonly redirectUris: readonly string[];
}

const loopbackOrigins = ['http://localhost', 'http://127.0.0.1'];

/** The single-page app. */
export const webClient: DemoClient = {
  id: 'timesheets-web',
  name: 'Timesheets',
  redirectUris: loopbackOrigins.flatMap((origin) => [origin, `${origin}/`, `${origin}/callback`]),
};

/** The command line (`npm run token`). */
export const cliClient: DemoClient = {
  id: 'timesheets-cli',
  name: 'Timesheets on the command line',
  redirectUris: ['http://127.0.0.1/callback'],
};

export const demoClients: readonly DemoClient[] = [webClient, cliClient];

/**
 * The user with this id.
 * @throws Error that lists the known users when there is none
 */
export function demoUser(id: string): DemoUser {
  const user = demoUsers.find((candidate) => candidate.id === id);
  if (user === undefined) {
    const known = demoUsers.map((candidate) => candidate.id).join(', ');
    throw new Error(`unknown user "${id}": the demo users are ${known}`);
  }
  return user;
}

/** API scopes in words, such as "read timesheets and create timesheets"; a scope without words stands as it is. */
export function scopesInWords(scopes: readonly string[]): string {
  return new Intl.ListFormat('en').format(scopes.map((scope) => demoScopes[scope] ?? scope));
}

function initialsPicture(initials: string, colour: string): string {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${colour}"/>` +
    `<text x="32" y="41" font-family="sans-serif" font-size="26" fill="#fff" text-anchor="middle">${initials}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
