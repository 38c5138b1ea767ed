/** Entries and their calls: what the API stores, how it is asked for and how it is added. */
import type { CallApi, Outcome } from '../outcome.ts';
import { CREATE, READ } from '../scopes.ts';

export interface Entry {
  readonly id: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly project: string;
  readonly hours: number;
  readonly note?: string;
  readonly createdAt: string;
}

export interface Page {
  /** Newest date first, then newest creation first. */
  readonly entries: readonly Entry[];
  /** What asks for the next page; absent on the last one. */
  readonly cursor?: string;
}

/** About two months of working days: what the chart draws is usually there with the first page. */
const PAGE_SIZE = 50;

export function listEntries(callApi: CallApi, cursor?: string): Promise<Outcome<Page>> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(cursor === undefined ? {} : { cursor }) });
  return callApi({ method: 'GET', path: `/timesheets?${query}`, scope: READ, parse: parsePage });
}

/**
 * @param body the entry as JSON
 * @param idempotencyKey the same for every attempt at one entry, so that an answer which got lost adds nothing twice
 */
export function createEntry(callApi: CallApi, body: string, idempotencyKey: string): Promise<Outcome<Entry>> {
  const headers = { 'idempotency-key': idempotencyKey };
  return callApi({ method: 'POST', path: '/timesheets', scope: CREATE, headers, body, parse: parseEntry });
}

/** Both lists in the API's order, an entry that is in both once. */
export function mergeEntries(known: readonly Entry[], added: readonly Entry[]): readonly Entry[] {
  const byId = new Map([...known, ...added].map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((a, b) => compare(positionOf(b), positionOf(a)));
}

function positionOf({ date, createdAt, id }: Entry): string {
  return `${date}#${createdAt}#${id}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parsePage(json: unknown): Page | undefined {
  if (!isRecord(json) || !Array.isArray(json.timesheets)) return undefined;
  const entries = json.timesheets.map(parseEntry);
  if (!entries.every((entry) => entry !== undefined)) return undefined;
  return typeof json.cursor === 'string' ? { entries, cursor: json.cursor } : { entries };
}

function parseEntry(json: unknown): Entry | undefined {
  if (!isRecord(json)) return undefined;
  const { id, date, project, hours, note, createdAt } = json;
  const isText = [id, date, project, createdAt].every((value) => typeof value === 'string');
  const isEntry = isText && typeof hours === 'number' && (note === undefined || typeof note === 'string');
  return isEntry ? ({ id, date, project, hours, note, createdAt } as Entry) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
