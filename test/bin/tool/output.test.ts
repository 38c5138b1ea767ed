/** What of the process's output a report is laid out for. */
import { terminalOf } from '../../../bin/tool/output.ts';

test.each([
  ['a terminal', { isTTY: true, columns: 80 }, {}, { colours: true, columns: 80 }],
  ['a terminal that does not know its width', { isTTY: true, columns: 0 }, {}, { colours: true, columns: 120 }],
  ['a terminal without colours', { isTTY: true, columns: 80 }, { NO_COLOR: '1' }, { colours: false, columns: 80 }],
  ['a terminal that has none', { isTTY: true, columns: 80 }, { TERM: 'dumb' }, { colours: false, columns: 80 }],
  ['an empty NO_COLOR', { isTTY: true, columns: 80 }, { NO_COLOR: '' }, { colours: true, columns: 80 }],
  ['a pipe', {}, {}, { colours: false, columns: 120 }],
])('%s', (_title, stream, environment, terminal) => {
  expect(terminalOf(stream, environment)).toEqual(terminal);
});
