/** Writes the issuer's HTML pages: what to say goes in, a page with its security headers comes out; pure. */

import { createHash } from 'node:crypto';

/** A whole HTML answer: its headers and its body. */
export interface Page {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoginPageProps {
  /** The app's name as its users know it. */
  readonly client: string;
  /** What the app asks for, each completing "the app asks to …". */
  readonly asks: readonly string[];
  readonly choices: readonly LoginChoice[];
  /** The choice that gets the focus: the user that the app hinted at. */
  readonly hinted: string | undefined;
  /** Where the app gets its answer: browsers count the redirect after a form as the form's target, so the policy names it. */
  readonly redirectUri: string;
}

export interface LoginChoice {
  readonly id: string;
  readonly initials: string;
  readonly name: string;
  /** What the user may do, completing "may …". */
  readonly may: string;
}

const style = `
:root{color-scheme:light dark;--paper:#f6f5f2;--card:#fff;--ink:#1c1b1a;--soft:#5f5b55;--line:#d9d5ce;--accent:#3b5bdb;--on-accent:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#161618;--card:#202024;--ink:#f1f0ee;--soft:#aaa6a0;--line:#3a3a40;--accent:#91a7ff;--on-accent:#14172b}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:26rem;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem}
h1{margin:0 0 .5rem;font-size:1.4rem;line-height:1.25;text-wrap:balance}
p,ul{margin:0 0 1rem;color:var(--soft)}
ul{padding-left:1.25rem}
main>:last-child{margin-bottom:0}
strong{color:var(--ink)}
form{display:grid;gap:.75rem;margin-top:1.5rem}
button{font:inherit;color:inherit;text-align:left;cursor:pointer;border:1px solid var(--line);border-radius:.75rem;background:none;padding:.75rem 1rem}
button:hover{border-color:var(--accent)}
button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.choice{display:flex;gap:.9rem;align-items:center}
.choice small{display:block;color:var(--soft);font-size:.875rem}
.initials{flex:none;display:grid;place-items:center;width:2.5rem;height:2.5rem;border-radius:50%;background:var(--accent);color:var(--on-accent);font-weight:600;font-size:.875rem}
.plain{border-color:transparent;color:var(--soft);text-align:center}
footer{margin-top:1.5rem;font-size:.8125rem;color:var(--soft)}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** The page on which a demo user logs in: one button a user, no password, no script. Its form posts `user` or `cancel`. */
export function loginPage({ client, asks, choices, hinted, redirectUri }: LoginPageProps): Page {
  const asked = asks.length === 0 ? '' : `<ul>${asks.map((ask) => `<li>${escapeHtml(ask)}</li>`).join('')}</ul>`;
  const buttons = choices.map(
    ({ id, initials, name, may }) =>
      `<button class="choice" name="user" value="${escapeHtml(id)}"${id === hinted ? ' autofocus' : ''}>` +
      `<span class="initials" aria-hidden="true">${escapeHtml(initials)}</span>` +
      `<span>Continue as <strong>${escapeHtml(id)}</strong><small>${escapeHtml(name)}: may ${escapeHtml(may)}</small></span></button>`,
  );
  return page(
    `Log in to ${client}`,
    `<p>${asks.length === 0 ? 'The app asks only who you are.' : 'The app asks to:'}</p>${asked}` +
      `<form method="post">${buttons.join('')}<button class="plain" name="cancel" value="yes">Cancel</button></form>` +
      '<footer>A local issuer with demo users: no password, nothing leaves this machine.</footer>',
    ["'self'", new URL(redirectUri).origin],
  );
}

/** A page that says one thing, such as an error or a farewell. */
export function messagePage(title: string, text: string): Page {
  return page(title, `<p>${escapeHtml(text)}</p>`, ["'none'"]);
}

/** The page that asks before it logs out. `form` is the provider's own, empty form with the id `op.logoutForm`. */
export function logoutPage(form: string): Page {
  return page(
    'Log out?',
    `<p>An app asks to end your session at the local issuer.</p>${form}` +
      '<button form="op.logoutForm" name="logout" value="yes" autofocus>Log out</button> ' +
      '<button form="op.logoutForm" class="plain">Stay logged in</button>',
    ["'self'", 'http://localhost:*', 'http://127.0.0.1:*'],
  );
}

function page(title: string, content: string, formTargets: readonly string[]): Page {
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${formTargets.join(' ')}; ` +
        "base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
    body:
      '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
      '<meta name="viewport" content="width=device-width, initial-scale=1">' +
      `<title>${escapeHtml(title)}</title><style>${style}</style></head>` +
      `<body><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`,
  };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
