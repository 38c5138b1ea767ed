import { type Report, withResults } from './document.ts';

const PAGE = 'Before.\n\n<!-- results -->\n\nold\n\n<!-- /results -->\n\nAfter.\n';
const SOURCE = 'const a = first &&\n  second;\nconst b = `c`;\n';

/** A change of the text between two places, given as line and column. */
const mutant = (status: string, start: [number, number], end: [number, number], replacement = 'true') => ({
  status,
  replacement,
  location: { start: { line: start[0], column: start[1] }, end: { line: end[0], column: end[1] } },
});

const report: Report = {
  files: {
    'lambda/authorizer/b.ts': {
      source: SOURCE,
      mutants: [
        mutant('NoCoverage', [3, 11], [3, 14], '``'),
        mutant('Survived', [1, 11], [2, 9]),
        mutant('Killed', [1, 11], [1, 16]),
        mutant('Timeout', [2, 3], [2, 9]),
        mutant('RuntimeError', [2, 3], [2, 9]),
      ],
    },
    'lambda/authorizer/a.ts': { source: SOURCE, mutants: [mutant('Killed', [1, 11], [1, 16])] },
    'lambda/authorizer/empty.ts': { source: '', mutants: [] },
  },
};
const whys = [
  { why: 'Both are always true.', changes: { 'b.ts': ['first && second → true'] } },
  { why: 'Nobody reads it.', changes: { 'b.ts': ['`c` → ``'] } },
];

test('writes the score of each file, then the survivors under their whys', () => {
  expect(withResults(PAGE, report, whys)).toBe(`Before.

<!-- results -->

| file | killed, % | killed | timed out | survived | covered by no test |
| --- | --- | --- | --- | --- | --- |
| all | 60.00 | 2 | 1 | 1 | 1 |
| \`a.ts\` | 100.00 | 1 | 0 | 0 | 0 |
| \`b.ts\` | 50.00 | 1 | 1 | 1 | 1 |

**1×** Both are always true.

- \`b.ts:1\` \`first && second → true\`

**1×** Nobody reads it.

- \`b.ts:3\` \`\` \`c\` → \`\` \`\`

<!-- /results -->

After.
`);
});

test('refuses survivors without a why, all at once', () => {
  expect(() => withResults(PAGE, report, [])).toThrow(
    new Error(
      '`b.ts:1` `first && second → true` survives: write a test that notices it, or say why none does\n' +
        '`b.ts:3` `` `c` → `` `` survives: write a test that notices it, or say why none does',
    ),
  );
});

test('refuses a why whose survivors are gone', () => {
  const gone = { why: 'It was so.', changes: { 'a.ts': ['first → true'] } };
  expect(() => withResults(PAGE, report, [...whys, gone])).toThrow(
    new Error('a.ts `first → true` survives no more: take its why away'),
  );
});

test('refuses a document without a place for the results', () => {
  expect(() => withResults('Before.', report, whys)).toThrow(
    'expected <!-- results --> and after it <!-- /results -->, found no such pair; put both where the results belong',
  );
});
