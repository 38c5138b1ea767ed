/** A target and a way to call it come in, how long answers take goes out; calls the API with its one safe route. */

import { forged } from './callers.ts';
import type { Send } from './client.ts';
import type { Target } from './target.ts';

export interface Latency {
  readonly title: string;
  /** What is in it, and whether the answer was probably kept. */
  readonly contains: string;
  /** Of the answers that came, in milliseconds; undefined where none came. */
  readonly medianMs: number | undefined;
  readonly samples: number;
}

/** The first call that reaches the authorizer: to be made before any other, since later ones find it warm. */
export async function measureFirst(target: Target, send: Send): Promise<Latency> {
  return measure(
    'first call with the token',
    'authorizer, perhaps its cold start, and backend; nothing kept, if the token is new',
    1,
    () => timed(send, target, target.authorizations.token),
  );
}

/**
 * What warm calls take: API Gateway alone, with the authorizer, and with its kept answer.
 *
 * @param token what forgeries are made of
 * @param samples calls of each kind
 */
export async function measureWarm(target: Target, token: string, send: Send, samples: number): Promise<Latency[]> {
  return [
    await measure('no token', 'API Gateway alone: the authorizer is not asked', samples, () =>
      timed(send, target, undefined),
    ),
    await measure('a new forgery each time', 'the authorizer, asked each time; no backend', samples, (index) =>
      timed(send, target, `Bearer ${forged(token, 1 + (index % 255))}`),
    ),
    await measure(
      'the token again',
      "backend; the authorizer's answer probably kept, if the cache is on",
      samples,
      () => timed(send, target, target.authorizations.token),
    ),
  ];
}

async function measure(
  title: string,
  contains: string,
  samples: number,
  once: (index: number) => Promise<number | undefined>,
): Promise<Latency> {
  const times: number[] = [];
  for (let index = 0; index < samples; index += 1) {
    const elapsedMs = await once(index);
    if (elapsedMs !== undefined) times.push(elapsedMs);
  }
  times.sort((one, other) => one - other);
  return { title, contains, medianMs: times[Math.floor(times.length / 2)], samples: times.length };
}

async function timed(send: Send, { route }: Target, authorization: string | undefined): Promise<number | undefined> {
  const answer = await send({
    method: route.method,
    path: route.path,
    headers: authorization === undefined ? {} : { Authorization: authorization },
  });
  return 'failure' in answer ? undefined : answer.elapsedMs;
}
