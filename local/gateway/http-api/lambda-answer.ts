/** What a backend function returned comes in, the answer that an HTTP API makes of it comes out, or why it cannot ("Create AWS Lambda proxy integrations for HTTP APIs"); pure. */
import * as v from 'valibot';
import { areValidHeaders, isPassedOn } from '../answer-headers.ts';
import type { HttpAnswer, HttpHeaders } from '../http.ts';
import { explainIssues, notAList } from '../shapes.ts';
import type { PayloadFormatVersion } from './model.ts';

const headerText = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

const StructuredAnswer = v.object({
  statusCode: v.pipe(
    v.union([v.number(), v.string()]),
    v.transform(Number),
    v.integer(),
    v.minValue(200),
    v.maxValue(599),
  ),
  headers: v.nullish(v.pipe(notAList, v.record(v.string(), headerText)), {}),
  /** Of payload 1.0 only. */
  multiValueHeaders: v.nullish(v.pipe(notAList, v.record(v.string(), v.array(headerText))), {}),
  /** Of payload 2.0 only. */
  cookies: v.nullish(v.array(v.string()), []),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

export type LambdaAnswerResult =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly explanation: string };

/** Reads a proxy answer. The explanation names places and expectations, never what the function sent. */
export function toHttpAnswer(payload: unknown, version: PayloadFormatVersion): LambdaAnswerResult {
  if (version === '2.0' && !hasStatusCode(payload)) return { ok: true, answer: infer(payload) };
  const parsed = v.safeParse(StructuredAnswer, payload);
  if (!parsed.success) {
    return { ok: false, explanation: `Malformed Lambda proxy response: ${explainIssues(parsed.issues)}` };
  }
  const { statusCode, body, isBase64Encoded } = parsed.output;
  const headers = version === '2.0' ? toHeaders2(parsed.output) : toHeaders1(parsed.output);
  if (!areValidHeaders(headers)) {
    return { ok: false, explanation: 'Malformed Lambda proxy response: a header that HTTP does not allow' };
  }
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    ok: true,
    answer: {
      status: statusCode,
      headers: hasType ? headers : [['Content-Type', 'text/plain;charset=UTF-8'], ...headers],
      body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
    },
  };
}

function hasStatusCode(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'statusCode' in payload;
}

/** What has no status is the body of a 200: a string as it is, anything else as JSON. */
function infer(payload: unknown): HttpAnswer {
  return {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  };
}

function toHeaders2({ headers, cookies }: v.InferOutput<typeof StructuredAnswer>): HttpHeaders {
  return [
    ...Object.entries(headers ?? {}).filter(([name]) => isPassedOn(name)),
    ...(cookies ?? []).map((cookie) => ['Set-Cookie', cookie] as const),
  ];
}

/** A header in both maps gets the values of `multiValueHeaders`. */
function toHeaders1({ headers, multiValueHeaders }: v.InferOutput<typeof StructuredAnswer>): HttpHeaders {
  return Object.entries({ ...headers, ...multiValueHeaders })
    .filter(([name]) => isPassedOn(name))
    .flatMap(([name, values]) => [values].flat().map((value) => [name, value] as const));
}
