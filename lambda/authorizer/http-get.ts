/** An address comes in, the JSON document that stands there goes out; touches the network and nothing else. */
import { addressProblem, withoutPassword } from './address.ts';

export interface GetLimits {
  /** From the first byte sent to the last received. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Plain http, for loopback and host.docker.internal only. */
  readonly insecureAllowHttp: boolean;
}

export interface JsonResponse {
  readonly body: unknown;
  /** `max-age` of `Cache-Control` (RFC 9111 §5.2.2.1), 0 for `no-store` and `no-cache`, undefined where it says neither. */
  readonly maxAgeSeconds?: number;
}

export type GetJson = (url: string, limits: GetLimits) => Promise<JsonResponse>;

/**
 * Gets a JSON document over https. Redirects are not followed: where keys come from is for the configuration to say, not for a server.
 *
 * On `node:https` and loaded when first needed: `fetch` costs a cold start 30 to 50 ms. One connection a call, since a socket
 * kept over a freeze of the Lambda function is dead at the thaw.
 *
 * @throws Error that says what was received instead, with the address
 */
export const getJson: GetJson = async (address, limits) => {
  const problem = addressProblem(address, limits.insecureAllowHttp);
  if (problem) throw new Error(`GET ${withoutPassword(address)}: expected ${problem}`);
  const url = new URL(address);
  const { request } = url.protocol === 'http:' ? await import('node:http') : await import('node:https');

  return new Promise((resolve, reject) => {
    const fail = (received: string, cause?: unknown) => {
      clearTimeout(deadline);
      reject(new Error(`GET ${address}: ${received}`, { cause }));
      call.destroy();
    };
    const deadline = setTimeout(() => fail(`no complete answer within ${limits.timeoutMs} ms`), limits.timeoutMs);
    const call = request(url, { agent: false, headers: { accept: 'application/json' } }, (response) => {
      if (response.statusCode !== 200) return fail(`expected status 200, received ${response.statusCode}`);
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', (error) => fail(error.message, error));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > limits.maxBytes) return fail(`expected at most ${limits.maxBytes} bytes, received more`);
        chunks.push(chunk);
      });
      response.on('end', () => {
        clearTimeout(deadline);
        try {
          const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
          resolve({ body, maxAgeSeconds: maxAgeOf(response.headers['cache-control']) });
        } catch (error) {
          const type = String(response.headers['content-type'] ?? 'no content type').slice(0, 80);
          fail(
            `expected JSON, received ${bytes === 0 ? 'an empty body' : `${bytes} bytes of something else (${type})`}`,
            error,
          );
        }
      });
    });
    call.on('error', (error) => fail(error.message, error));
    call.end();
  });
};

function maxAgeOf(cacheControl = ''): number | undefined {
  if (/\bno-(?:store|cache)\b/i.test(cacheControl)) return 0;
  const [, seconds] = /\bmax-age="?(\d+)(?![\w.])/i.exec(cacheControl) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
