/** The form that adds an entry; what was typed survives whatever happens to the call. */
import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDay, formatHours } from '../format.ts';
import type { CallApi, Failure } from '../outcome.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { FailureNotice, Notice } from '../ui/failure.tsx';
import { useSlow } from '../ui/hooks.ts';
import { type Draft, type Fields, forgetDraft, keepDraft, loadDraft, toAttempt } from './draft.ts';
import { createEntry, type Entry } from './entries.ts';

export interface EntryFormProps {
  readonly callApi: CallApi;
  readonly sub: string;
  readonly today: string;
  /** Suggested while typing. */
  readonly projects: readonly string[];
  readonly onCreated: (entry: Entry) => void;
}

const LABELS: Readonly<Record<keyof Fields, string>> = {
  date: 'Day',
  hours: 'Hours',
  project: 'Project',
  note: 'Note (optional)',
};

const FIELDS = Object.keys(LABELS) as readonly (keyof Fields)[];

export function EntryForm({ callApi, sub, today, projects, onCreated }: EntryFormProps) {
  const empty: Draft = { date: today, project: '', hours: '', note: '' };
  const [draft, setDraft] = useState<Draft>(() => loadDraft(sessionStorage, sub) ?? empty);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>();
  const [saved, setSaved] = useState('');
  const slow = useSlow(saving);
  const form = useRef<HTMLFormElement>(null);
  const announce = useAnnounce();

  const keep = (next: Draft) => {
    setDraft(next);
    keepDraft(sessionStorage, sub, next);
  };

  async function save(): Promise<void> {
    if (saving) return;
    const attempt = toAttempt(draft, () => crypto.randomUUID());
    keep({ ...draft, attempt });
    setSaving(true);
    setFailure(undefined);
    setSaved('');
    const outcome = await createEntry(callApi, attempt.body, attempt.idempotencyKey);
    setSaving(false);
    if (outcome.kind !== 'ok') return setFailure(outcome);
    const { date, hours, project } = outcome.value;
    const text = `Added ${formatHours(hours)} h for ${project} on ${formatDay(date)}.`;
    setSaved(text);
    announce(text);
    // The next entry is most often one of the same day.
    setDraft({ ...empty, date });
    forgetDraft(sessionStorage);
    onCreated(outcome.value);
    form.current?.querySelector<HTMLElement>('[name="project"]')?.focus();
  }

  const problems = failure?.kind === 'invalid' ? failure.problems : [];
  const problemOf = (field: keyof Fields) => problems.find(({ path }) => path === field)?.message;
  const elsewhere = problems.filter(({ path }) => !FIELDS.some((field) => field === path));
  useEffect(() => {
    const first = FIELDS.find(problemOf);
    if (first !== undefined) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  }, [failure]);

  const control = (field: keyof Fields) => ({
    id: `entry-${field}`,
    name: field,
    value: draft[field],
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      keep({ ...draft, [field]: currentTarget.value }),
    'aria-invalid': problemOf(field) !== undefined,
    'aria-describedby': problemOf(field) === undefined ? undefined : `entry-${field}-problem`,
    autocomplete: 'off',
    // What was typed meanwhile would go with the entry that is being added.
    readOnly: saving,
  });

  return (
    <form
      class="card entry-form"
      ref={form}
      aria-labelledby="entry-form-title"
      noValidate
      onSubmit={(event: TargetedSubmitEvent<HTMLFormElement>) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2 id="entry-form-title">Add an entry</h2>
      <Field field="date" problem={problemOf('date')}>
        <input type="date" required {...control('date')} />
      </Field>
      <Field field="hours" problem={problemOf('hours')}>
        <input inputMode="decimal" required placeholder="7.5" {...control('hours')} />
      </Field>
      <Field field="project" problem={problemOf('project')}>
        <input list="entry-projects" required {...control('project')} />
      </Field>
      <datalist id="entry-projects">
        {projects.map((project) => (
          <option key={project} value={project} />
        ))}
      </datalist>
      <Field field="note" problem={problemOf('note')}>
        <textarea rows={2} {...control('note')} />
      </Field>
      {failure && (failure.kind !== 'invalid' || elsewhere.length > 0) && (
        <FailureNotice
          failure={failure.kind === 'invalid' ? { ...failure, problems: elsewhere } : failure}
          after={
            failure.kind === 'ended' ? 'Log in again, then add it: what you typed is kept.' : 'What you typed is kept.'
          }
          retry={save}
        />
      )}
      {slow && (
        <Notice tone="calm">
          <p>This takes longer than usual …</p>
        </Notice>
      )}
      <div class="form-end">
        <button class="button" type="submit" aria-disabled={saving}>
          {saving ? 'Adding …' : 'Add entry'}
        </button>
        {saved !== '' && <p class="saved">{saved}</p>}
      </div>
    </form>
  );
}

function Field(props: { field: keyof Fields; problem: string | undefined; children: ComponentChildren }) {
  const { field, problem, children } = props;
  return (
    <div class={`field field-${field}`}>
      <label for={`entry-${field}`}>{LABELS[field]}</label>
      {children}
      {problem !== undefined && (
        <p class="problem" id={`entry-${field}-problem`}>
          {problem[0]?.toUpperCase()}
          {problem.slice(1)}
        </p>
      )}
    </div>
  );
}
