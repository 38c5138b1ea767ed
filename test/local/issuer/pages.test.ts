import { loginPage, messagePage } from '../../../local/issuer/pages.ts';

describe('a page', () => {
  it('shows what it is given as text, never as markup', () => {
    const evil = `<b>"it's" & more</b>`;
    const escaped = '&lt;b&gt;&quot;it&#39;s&quot; &amp; more&lt;/b&gt;';
    const login = loginPage({
      client: evil,
      asks: [evil],
      choices: [{ id: evil, initials: evil, name: evil, may: evil }],
      hinted: undefined,
      redirectUri: 'http://localhost:5173/',
    });

    expect(messagePage(evil, evil).body.split(escaped)).toHaveLength(4);
    expect(login.body.split(escaped)).toHaveLength(9);
    expect(login.body).not.toContain('<b>');
  });
});
