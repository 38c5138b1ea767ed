/** What a backend function returned comes in, the answer that a Lambda proxy integration makes of it comes out, or why it cannot; pure. */
import * as v from 'valibot';
import { areValidHeaders, isPassedOn } from '../answer-headers.ts';
import { type HttpAnswer, type HttpHeaders, headerValue } from '../http.ts';
import { explainIssues, notAList } from '../shapes.ts';
import { isBinaryType } from './events.ts';
import type { RestApi } from './model.ts';

const headerText = v.pipe(v.union([v.string(), v.boolean()]), v.transform(String));

/** "Output format of a Lambda function for proxy integration". An unknown key makes the whole answer malformed. */
const LambdaAnswer = v.pipe(
  notAList,
  v.strictObject({
    statusCode: v.optional(
      v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer(), v.minValue(200), v.maxValue(599)),
      200,
    ),
    headers: v.nullish(v.pipe(notAList, v.record(v.string(), headerText)), {}),
    multiValueHeaders: v.nullish(v.pipe(notAList, v.record(v.string(), v.array(headerText))), {}),
    body: v.nullish(v.string()),
    isBase64Encoded: v.nullish(v.boolean()),
  }),
);

/** Headers of an integration that API Gateway keeps for itself and passes on under another name ("Important notes for REST APIs"). */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-md5',
  'date',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'user-agent',
  'via',
  'warning',
  'www-authenticate',
]);

export type LambdaAnswerResult =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly explanation: string };

/** Reads a proxy answer. The explanation names places and expectations, never what the function sent. */
export function toHttpAnswer(payload: unknown, api: RestApi, requestHeaders: HttpHeaders): LambdaAnswerResult {
  const parsed = v.safeParse(LambdaAnswer, payload);
  if (!parsed.success) {
    return { ok: false, explanation: `Malformed Lambda proxy response: ${explainIssues(parsed.issues)}` };
  }
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.output;
  const merged = mergeHeaders(headers, multiValueHeaders);
  if (!areValidHeaders(merged)) {
    return { ok: false, explanation: 'Malformed Lambda proxy response: a header that HTTP does not allow' };
  }

  const hasType = merged.some(([name]) => name.toLowerCase() === 'content-type');
  // A body is decoded only for callers that ask for one of the API's binary types.
  const decode = isBase64Encoded === true && isBinaryType(api, headerValue(requestHeaders, 'accept'));
  return {
    ok: true,
    answer: {
      status: statusCode,
      headers: hasType ? merged : [['Content-Type', 'application/json'], ...merged],
      body: Buffer.from(body ?? '', decode ? 'base64' : 'utf8'),
    },
  };
}

/** A header in both maps gets the values of both; a value in both comes once. */
function mergeHeaders(single: Record<string, string>, multiple: Record<string, string[]>): HttpHeaders {
  const names = [...new Set([...Object.keys(single), ...Object.keys(multiple)])];
  return names.filter(isPassedOn).flatMap((name) => {
    const own = single[name];
    const values = new Set([...(multiple[name] ?? []), ...(own === undefined ? [] : [own])]);
    const outgoing = REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name;
    return [...values].map((value) => [outgoing, value] as const);
  });
}
