/** How the app is served, by the server of the local run, which follows the same rules as CloudFront. */
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { bundleWeb } from '../../lib/web-bundle.ts';
import { contentSecurityPolicy } from '../../lib/web-site.ts';
import { type LocalWeb, startWeb } from '../../local/web.ts';

const config = {
  issuer: 'http://localhost:9400/',
  clientId: 'app',
  apiUrl: 'http://127.0.0.1:3000/prod',
  scopes: ['read:timesheets'],
};

let web: LocalWeb;
beforeAll(async () => {
  web = await startWeb({ port: 0 });
});
afterAll(() => web.close());

const get = (path: string, init?: RequestInit) => fetch(`${web.origin}${path}`, { redirect: 'manual', ...init });

test('says that it is starting until it knows where issuer and API are', async () => {
  const early = await get('/');
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
  web.configure(config);
  expect((await get('/')).status).toBe(200);
});

test.each(['/', '/timesheets', '/callback?code=1&state=2'])(
  'answers %s with the page, which is asked for anew each time',
  async (path) => {
    const response = await get(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy(config));
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('permissions-policy')).toMatch(/^camera=\(\)/);
    const again = await get(path, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  },
);

test('answers with the assets that the page names, which may be kept for good', async () => {
  const page = await (await get('/')).text();
  const [script = '', styles = ''] = ['src="(/assets/app-\\w+\\.js)"', 'href="(/assets/app-\\w+\\.css)"'].map(
    (pattern) => new RegExp(pattern).exec(page)?.[1],
  );
  for (const [path, type] of [
    [script, 'text/javascript; charset=utf-8'],
    [styles, 'text/css; charset=utf-8'],
  ] as const) {
    const { status, headers } = await get(path);
    expect([status, headers.get('content-type')]).toEqual([200, type]);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  }
});

test('answers a file that is not there with 404, and not with the page', async () => {
  expect([(await get('/assets/gone.js')).status, (await get('/gone.png')).status]).toEqual([404, 404]);
});

test('answers config.json with the settings, asked for anew each time', async () => {
  const response = await get('/config.json');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.json()).toEqual(config);
});

test('takes no other methods', async () => {
  const response = await get('/', { method: 'POST' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('sends who comes by another name to the origin that issuer and API know', async () => {
  const { port } = new URL(web.origin);
  const location = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/profile?a=1', headers: { host: `127.0.0.1:${port}` } }, (response) =>
      resolve([response.statusCode, response.headers.location]),
    )
      .on('error', reject)
      .end();
  });
  expect(location).toEqual([307, `${web.origin}/profile?a=1`]);
});

test('a port that is taken is named, with the way out', async () => {
  const port = Number(new URL(web.origin).port);
  await expect(startWeb({ port })).rejects.toThrow(
    `port ${port} on 127.0.0.1 is in use: stop what listens there or choose another with --web-port`,
  );
});

test('all JavaScript is below 60 kB, gzipped, and no file names another origin to load from', () => {
  const files = [...bundleWeb()];
  const scripts = files.filter(([name]) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.reduce((sum, [, contents]) => sum + gzipSync(contents).length, 0);
  expect(bytes).toBeLessThan(60 * 1024);
  const page = Buffer.from(files.find(([name]) => name === 'index.html')?.[1] ?? []).toString();
  expect(page).not.toMatch(/(src|href)="(?!\/)|<style|<script>|\son\w+=/);
});
