/** The entries of whoever is logged in: as much of reading and adding as the scopes allow. */
import { useEffect, useRef } from 'preact/hooks';
import type { Login } from '../auth/login.ts';
import type { CallApi } from '../outcome.ts';
import { CREATE, READ } from '../scopes.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { FailureNotice, Notice } from '../ui/failure.tsx';
import { useSlow } from '../ui/hooks.ts';
import { EntryForm } from './entry-form.tsx';
import { HoursChart } from './hours-chart.tsx';
import { useEntries } from './use-entries.ts';
import { WeekList } from './week-list.tsx';
import { groupByWeek, mondayOf, toDay } from './weeks.ts';

export interface TimesheetsViewProps {
  readonly callApi: CallApi;
  readonly login: Login;
  readonly online: boolean;
}

export function TimesheetsView({ callApi, login, online }: TimesheetsViewProps) {
  const may = (scope: string) => login.scopes.includes(scope);
  return (
    <>
      <h1 tabIndex={-1}>Timesheets</h1>
      {may(READ) ? (
        <Readable callApi={callApi} login={login} online={online} mayCreate={may(CREATE)} />
      ) : (
        <EntryForm
          callApi={callApi}
          sub={login.profile.sub}
          today={toDay(new Date())}
          projects={[]}
          onCreated={() => {}}
        />
      )}
    </>
  );
}

function Readable({ callApi, login, online, mayCreate }: TimesheetsViewProps & { mayCreate: boolean }) {
  const { entries, loading, failure, cursor, load, add } = useEntries(callApi, online);
  const slow = useSlow(loading);
  const announce = useAnnounce();
  const today = toDay(new Date());
  const weeks = groupByWeek(entries ?? []);
  const isPartial = cursor !== undefined;
  const wholeWeeks = isPartial ? weeks.slice(0, -1) : weeks;
  const projects = [...new Set(entries?.map(({ project }) => project))].sort((a, b) => a.localeCompare(b));

  const count = useRef<number>();
  useEffect(() => {
    if (entries === undefined) return;
    if (count.current === undefined) announce(`${entries.length} entries.`);
    else if (!loading && entries.length - count.current > 1)
      announce(`${entries.length - count.current} more entries.`);
    count.current = entries.length;
  }, [entries]);

  return (
    <div class={mayCreate ? 'columns' : undefined}>
      {mayCreate && (
        <EntryForm callApi={callApi} sub={login.profile.sub} today={today} projects={projects} onCreated={add} />
      )}
      <div class="stack">
        {wholeWeeks.length > 0 && <HoursChart weeks={wholeWeeks} />}
        {entries?.length === 0 && <Empty mayCreate={mayCreate} />}
        {weeks.length > 0 && <WeekList weeks={weeks} thisMonday={mondayOf(today)} isPartial={isPartial} />}
        {entries === undefined && loading && <Placeholder />}
        {slow && (
          <Notice tone="calm">
            <p>The server takes longer than usual …</p>
          </Notice>
        )}
        {failure && <FailureNotice failure={failure} retry={load} />}
        {isPartial && !failure && (
          <button type="button" class="button button-quiet more" onClick={load} aria-disabled={loading}>
            {loading ? 'Loading …' : 'Show earlier entries'}
          </button>
        )}
      </div>
    </div>
  );
}

function Empty({ mayCreate }: { mayCreate: boolean }) {
  return (
    <section class="card empty">
      <svg class="empty-sign" viewBox="0 0 64 40" aria-hidden="true">
        <rect x="2" y="24" width="12" height="14" rx="3" />
        <rect x="18" y="14" width="12" height="24" rx="3" />
        <rect x="34" y="20" width="12" height="18" rx="3" />
        <rect x="50" y="6" width="12" height="32" rx="3" />
      </svg>
      <h2>No entries yet</h2>
      <p class="soft">
        {mayCreate
          ? 'Add your first one, and your weeks begin to show here.'
          : 'You may read timesheets, but not add any. What is added in your name will show here.'}
      </p>
    </section>
  );
}

/** The shape of what is coming, so that nothing jumps when it is there. */
function Placeholder() {
  return (
    <div class="card placeholder" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}
