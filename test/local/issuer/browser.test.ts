import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openBrowser } from '../../../local/issuer/browser.ts';

it('keeps cookies as it is told and shows redirects', async () => {
  const received: Array<string | undefined> = [];
  const server = createServer((req, res) => {
    received.push(req.headers.cookie);
    const cookies =
      req.url === '/set' ? ['a=1; httponly', 'b=2; path=/'] : ['a=; expires=Thu, 01 Jan 1970 00:00:00 GMT'];
    res.writeHead(302, { location: '/elsewhere', 'set-cookie': cookies }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  try {
    const browser = openBrowser();
    const response = await browser(`${url}/set`);
    await browser(`${url}/clear`);
    await browser(`${url}/after`);

    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/elsewhere');
    expect(received).toEqual([undefined, 'a=1; b=2', 'b=2']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
