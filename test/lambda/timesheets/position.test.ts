import fc from 'fast-check';
import { boundsOf, idAt, positionOf } from '../../../lambda/timesheets/position.ts';

const day = fc
  .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const entry = fc.record({ date: day, createdAt: instant, id: fc.uuid() });

test('positions sort as dates do, and by creation within a date', () => {
  fc.assert(
    fc.property(entry, entry, (a, b) => {
      const byParts =
        a.date === b.date ? (a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt) : a.date < b.date;
      expect(positionOf(a) < positionOf(b)).toBe(byParts);
    }),
  );
});

test('a position lies within the bounds exactly when its date is in the range, both days included', () => {
  fc.assert(
    fc.property(entry, day, day, (one, from, to) => {
      const [least, greatest] = boundsOf({ from, to });
      const position = positionOf(one);
      expect(position >= least && position <= greatest).toBe(one.date >= from && one.date <= to);
    }),
  );
  const first = positionOf({ date: '2026-01-01', createdAt: '2026-01-01T00:00:00.000Z', id: 'ffffffff' });
  const [least, greatest] = boundsOf({ from: '2026-01-01', to: '2026-01-01' });
  expect(least < first && first < greatest).toBe(true);
});

test('a position gives the id back that it was made with', () => {
  fc.assert(
    fc.property(entry, (one) => {
      expect(idAt(positionOf(one), { from: one.date, to: one.date })).toBe(one.id);
    }),
  );
});

const id = '123e4567-e89b-42d3-a456-426614174000';

test.each([
  ['a day before the range', `2025-12-31#2026-01-01T00:00:00.000Z#${id}`],
  ['a day after the range', `2026-02-01#2026-01-01T00:00:00.000Z#${id}`],
  ['a day that does not exist', `2026-01-32#2026-01-01T00:00:00.000Z#${id}`],
  ['an instant without milliseconds', `2026-01-05#2026-01-01T00:00:00Z#${id}`],
  ['no id', '2026-01-05#2026-01-01T00:00:00.000Z'],
  ['an id that is no UUID', '2026-01-05#2026-01-01T00:00:00.000Z#timesheet'],
  ['a fourth part', `2026-01-05#2026-01-01T00:00:00.000Z#${id}#x`],
  ['nothing', ''],
])('text with %s is no position', (_, text) => {
  expect(idAt(text, { from: '2026-01-01', to: '2026-01-31' })).toBeUndefined();
});
