/** `POST /timesheets`: stores one entry of the caller's, once for each `Idempotency-Key`. */
import { randomUUID } from 'node:crypto';
import { isJsonOrUnsaid, parseJsonBody } from './body.ts';
import { isEntryOf, parseDraft } from './entry.ts';
import { entryIdOf, IDEMPOTENCY_KEY, parseIdempotencyKey } from './idempotency-key.ts';
import { expectedGot, problemsOf } from './problems.ts';
import { badRequest } from './response.ts';
import { type Route, serve } from './serve.ts';

/**
 * 201 with the entry and its `Location`, `Idempotency-Replayed: true` beside it when the key had made that entry before;
 * 400 with the problems of header and body; 415 for a body that says it is not JSON; 422 when the key had made another entry.
 */
export const createTimesheet: Route = async ({ owner, request, store, now }) => {
  const contentTypes = request.headers.get('content-type') ?? [];
  if (!isJsonOrUnsaid(contentTypes)) {
    const message = expectedGot('application/json', contentTypes.join(', '));
    return {
      statusCode: 415,
      body: { message: 'Unsupported media type', problems: [{ path: 'Content-Type', message }] },
    };
  }
  const key = parseIdempotencyKey(request.headers.get(IDEMPOTENCY_KEY.toLowerCase()) ?? []);
  const json = parseJsonBody(request);
  const draft = json.ok ? parseDraft(json.value) : json;
  if (!key.ok || !draft.ok) return badRequest([...problemsOf(key), ...problemsOf(draft)]);

  const id = key.value === undefined ? randomUUID() : entryIdOf(owner, key.value);
  const { entry, existed } = await store.putOnce(owner, { id, ...draft.value, createdAt: now().toISOString() });
  if (!isEntryOf(entry, draft.value)) {
    const message =
      'expected the body that this key was first used with, got another one: use a new key for a new entry';
    return {
      statusCode: 422,
      body: { message: 'Idempotency key already used', problems: [{ path: IDEMPOTENCY_KEY, message }] },
    };
  }
  // Without a key only the SDK's own retry of this very Put can have found the entry there: that is no replay of the caller's.
  const isReplay = existed && key.value !== undefined;
  return {
    statusCode: 201,
    headers: { Location: `/timesheets/${entry.id}`, ...(isReplay ? { 'Idempotency-Replayed': 'true' } : {}) },
    body: entry,
  };
};

export const handler = serve(createTimesheet);
