import { type Draft, forgetDraft, keepDraft, loadDraft, toAttempt, toBody } from '../../../web/timesheets/draft.ts';

const draft: Draft = { date: '2026-01-05', project: ' Apollo ', hours: '7,5', note: '' };

/** As much of a browser's storage as the draft uses. */
function storage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

test.each([
  [draft, { date: '2026-01-05', project: 'Apollo', hours: 7.5 }],
  [
    { ...draft, hours: '' },
    { date: '2026-01-05', project: 'Apollo' },
  ],
  [
    { ...draft, hours: 'many', note: ' x ' },
    { date: '2026-01-05', project: 'Apollo', hours: 'many', note: 'x' },
  ],
  [{ date: '', project: ' ', hours: ' ', note: ' ' }, {}],
])('%j is sent as %j', (fields, body) => {
  expect(JSON.parse(toBody(fields))).toEqual(body);
});

test('an attempt that is repeated keeps its key, and one with other content gets a new one', () => {
  const keys = ['first', 'second'];
  const newKey = () => keys.shift() ?? 'none';
  const attempt = toAttempt(draft, newKey);
  expect(attempt.idempotencyKey).toBe('first');
  expect(toAttempt({ ...draft, attempt }, newKey)).toBe(attempt);
  expect(toAttempt({ ...draft, attempt, hours: '8' }, newKey).idempotencyKey).toBe('second');
});

test('a draft is kept for the same person alone, until it is forgotten', () => {
  const tab = storage();
  keepDraft(tab, 'alex', draft);
  expect(loadDraft(tab, 'alex')).toEqual(draft);
  expect(loadDraft(tab, 'robin')).toBeUndefined();
  forgetDraft(tab);
  expect(loadDraft(tab, 'alex')).toBeUndefined();
});

test('what is no draft counts as none', () => {
  const tab = storage();
  tab.setItem('draft', '{');
  expect(loadDraft(tab, 'alex')).toBeUndefined();
});
