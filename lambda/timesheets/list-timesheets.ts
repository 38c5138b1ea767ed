/** `GET /timesheets`: the caller's own entries, newest first, a page at a time. */
import { toCursor } from './cursor.ts';
import { parseListQuery } from './list-query.ts';
import { badRequest } from './response.ts';
import { type Route, serve } from './serve.ts';

/** 200 with `{ timesheets, cursor? }`, where `cursor` is the parameter that asks for the next page; 400 with the problems of the query. */
export const listTimesheets: Route = async ({ owner, request, store }) => {
  const query = parseListQuery(request.query, owner);
  if (!query.ok) return badRequest(query.problems);
  const { entries, next } = await store.list(owner, query.value);
  const { from, to } = query.value;
  const cursor = next === undefined ? {} : { cursor: toCursor(next, { owner, from, to }) };
  return { statusCode: 200, body: { timesheets: entries, ...cursor } };
};

export const handler = serve(listTimesheets);
