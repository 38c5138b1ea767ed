/** The kinds of event as options and the log have them, with what each is in words; data. */
import type { EventKind } from '../../lambda/authorizer/road.ts';

export const KIND_NAMES: Readonly<Record<EventKind, string>> = {
  'rest-token': 'a REST API with a TOKEN authorizer',
  'rest-request': 'a REST API with a REQUEST authorizer',
  'http-1.0': 'an HTTP API, payload 1.0',
  'http-2.0': 'an HTTP API, payload 2.0',
  websocket: 'a WebSocket API',
  appsync: 'an AppSync API',
};

export const KINDS = Object.keys(KIND_NAMES) as readonly EventKind[];
