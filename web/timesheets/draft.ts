/** A half-filled form: kept in this tab's storage until it is saved, so that a login or a reload in between loses nothing. */

/** As typed. */
export interface Fields {
  readonly date: string;
  readonly project: string;
  readonly hours: string;
  readonly note: string;
}

export interface Draft extends Fields {
  /** The last attempt to save: an equal one is the same entry, and says so by its key. */
  readonly attempt?: Attempt;
}

export interface Attempt {
  readonly body: string;
  readonly idempotencyKey: string;
}

/** As much of a browser's `sessionStorage` as a draft needs. */
export interface TabStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const KEY = 'draft';

/** Of the same person alone: a tab may be handed on. */
export function loadDraft(storage: TabStorage, sub: string): Draft | undefined {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? 'null');
    return kept?.sub === sub ? kept.draft : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(storage: TabStorage, sub: string, draft: Draft): void {
  storage.setItem(KEY, JSON.stringify({ sub, draft }));
}

export function forgetDraft(storage: TabStorage): void {
  storage.removeItem(KEY);
}

/** What was typed as the API takes it: what is no number stays as it is, for the API to say so. */
export function toBody({ date, project, hours, note }: Fields): string {
  const number = hours.trim().replace(',', '.');
  return JSON.stringify({
    date: date === '' ? undefined : date,
    project: project.trim() === '' ? undefined : project.trim(),
    hours: number === '' ? undefined : Number.isNaN(Number(number)) ? hours : Number(number),
    note: note.trim() === '' ? undefined : note.trim(),
  });
}

export function toAttempt(draft: Draft, newKey: () => string): Attempt {
  const body = toBody(draft);
  return draft.attempt?.body === body ? draft.attempt : { body, idempotencyKey: newKey() };
}
