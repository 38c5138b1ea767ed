/** The list of entries as it is loaded: page by page, kept on the screen while anything goes wrong. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CallApi, Failure } from '../outcome.ts';
import { type Entry, listEntries, mergeEntries } from './entries.ts';

export interface EntriesState {
  /** Undefined until the first page is there. */
  readonly entries: readonly Entry[] | undefined;
  readonly loading: boolean;
  readonly failure: Failure | undefined;
  /** Where the next page begins, if there is one. */
  readonly cursor: string | undefined;
}

export interface Entries extends EntriesState {
  /** Loads the first page, or the next one; after a failure it is the same one again. */
  readonly load: () => Promise<void>;
  /** Takes in what was just created. */
  readonly add: (entry: Entry) => void;
}

const EMPTY: EntriesState = { entries: undefined, loading: false, failure: undefined, cursor: undefined };

export function useEntries(callApi: CallApi, online: boolean): Entries {
  const [state, setState] = useState(EMPTY);
  const load = useCallback(async () => {
    setState((before) => ({ ...before, loading: true, failure: undefined }));
    const outcome = await listEntries(callApi, state.cursor);
    setState((before) => {
      if (outcome.kind !== 'ok') return { ...before, loading: false, failure: outcome };
      const { entries, cursor } = outcome.value;
      return { entries: mergeEntries(before.entries ?? [], entries), cursor, loading: false, failure: undefined };
    });
  }, [callApi, state.cursor]);

  const add = useCallback((entry: Entry) => {
    setState((before) => ({ ...before, entries: mergeEntries(before.entries ?? [], [entry]) }));
  }, []);

  useEffect(() => {
    void load();
  }, [callApi]);

  // What failed for want of a connection is tried again as soon as there is one.
  useEffect(() => {
    if (online && state.failure?.kind === 'unavailable') void load();
  }, [online]);

  return { ...state, load, add };
}
