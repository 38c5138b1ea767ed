/** The entries, a section a week with its total. */
import { formatDay, formatHours, formatWeek } from '../format.ts';
import type { Entry } from './entries.ts';
import type { Week } from './weeks.ts';

/**
 * @param thisMonday of the week that it is now
 * @param isPartial whether the oldest week may go on on the next page
 */
export function WeekList(props: { weeks: readonly Week[]; thisMonday: string; isPartial: boolean }) {
  const { weeks, thisMonday, isPartial } = props;
  return (
    <div class="weeks">
      {weeks.map(({ monday, hours, entries }, index) => (
        <section class="card week" key={monday} aria-labelledby={`week-${monday}`}>
          <header class="week-head">
            <h2 id={`week-${monday}`}>{monday === thisMonday ? 'This week' : formatWeek(monday)}</h2>
            <p class="week-total">
              <strong>{formatHours(hours)}</strong> h{isPartial && index === weeks.length - 1 && ' so far'}
            </p>
          </header>
          <ul class="entries">
            {entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function EntryRow({ entry: { date, project, hours, note } }: { entry: Entry }) {
  return (
    <li class="entry">
      <time class="entry-day" dateTime={date}>
        {formatDay(date)}
      </time>
      <span class="entry-what">
        <span class="entry-project">{project}</span>
        {note !== undefined && <span class="entry-note">{note}</span>}
      </span>
      <span class="entry-hours">
        <span class="number">{formatHours(hours)}</span> h
      </span>
    </li>
  );
}
