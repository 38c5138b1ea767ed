/** How results become the tables of docs/performance.md. */
import { describeResults, withSection } from '../../bench/report.ts';
import type { Result } from '../../bench/result.ts';

const machine = { node: '24.1.0', cpu: 'a processor', cores: 2, memoryGigabytes: 8, system: 'Linux 6' };

function loadResult(ours: number): Result {
  return {
    title: 'load',
    unit: 'ms',
    medians: new Map([
      ['this authorizer', ours],
      ['peer', 20],
    ]),
    baseline: 'peer',
    goal: { subject: 'this authorizer', atMost: 0.8 },
  };
}

test.each([
  [16, '| 0.80  | ≤ 0.80 | met |'],
  [16.2, '| 0.81  | ≤ 0.80 | **missed** |'],
])('a goal of 0.8 beside 20 ms, %p ms measured', (ours, row) => {
  const text = describeResults([loadResult(ours)], machine);
  expect(text.replaceAll(/ +\|$/gm, ' |')).toContain(row);
  expect(text).toContain('Node 24.1.0, Linux 6, a processor, 2 cores, 8 GB of memory.');
});

test('a section takes the place of the one of its own major version and leaves the rest, in order of versions', () => {
  const empty = 'before\n\n<!-- bench -->\n<!-- /bench -->\n\nafter\n';
  const filled = ['24.1.0', '20.1.0', '24.2.0'].reduce((text, node) => withSection(text, `with ${node}`, node), empty);
  expect(filled).toBe(
    'before\n\n<!-- bench -->\n\n### Node 20\n\nwith 20.1.0\n\n### Node 24\n\nwith 24.2.0\n\n<!-- /bench -->\n\nafter\n',
  );
});

test('a document without a place for results is refused', () => {
  expect(() => withSection('no markers', 'text', '24.1.0')).toThrow('expected <!-- bench -->');
});
