/** The kinds of events that an authorizer gets, as files with a place for the token; what comes out is ready to be sent. Reads one file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import type { SamStack } from './project.ts';

interface EventKind {
  /** The one whose authorizer is asked. */
  readonly stack: SamStack;
  /** What the sample's route table lacks for this kind of API. */
  readonly routes: AuthorizerConfigInput['routes'];
}

/** By the name that the log has for the kind, and the file in `events`. */
export const EVENT_KINDS: Readonly<Record<string, EventKind>> = {
  'rest-token': { stack: 'TimesheetsRestStack', routes: {} },
  'rest-request': { stack: 'TimesheetsRestStack', routes: {} },
  'http-1.0': { stack: 'TimesheetsHttpStack', routes: {} },
  'http-2.0': { stack: 'TimesheetsHttpStack', routes: {} },
  websocket: { stack: 'TimesheetsRestStack', routes: { $connect: [] } },
  appsync: {
    stack: 'TimesheetsRestStack',
    routes: { 'Query.timesheets': ['read:timesheets'], 'Mutation.createTimesheet': ['create:timesheets'] },
  },
};

/** What stands in the files where a token belongs. */
const PLACE = '{{token}}';

/** @returns the JSON of the event with the token in it */
export async function eventWith(token: string, kind: string): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../events', `${kind}.json`), 'utf8');
  return text.replaceAll(PLACE, token);
}
