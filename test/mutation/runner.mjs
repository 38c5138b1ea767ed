/** Jest's runner for mutation testing: the tests that are likeliest to notice come first, and after the first file with a failure no more are run. */
import { appendFileSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import TestRunner from 'jest-runner';

/** The titles in each file of tests, a line each, as the run before the mutants finds them; Stryker's processes share the folder. */
const TITLES = resolve('titles.jsonl');

let known;

function titlesOf(path) {
  known ??= new Map(Array.from(readFileSync(TITLES, 'utf8').trim().split('\n'), (line) => JSON.parse(line)));
  return known.get(path);
}

/** How many letters the names of two files begin with in common; a few are chance. */
function nearness(mutated, test) {
  const own = basename(mutated).replace('.ts', '.test.ts');
  const differs = [...own].findIndex((letter, index) => letter !== basename(test)[index]);
  const shared = differs < 0 ? own.length : differs;
  return shared < 4 ? 0 : shared;
}

/** How many mutants of a file each file of tests has killed in this process. */
const kills = new Map();

export default class extends TestRunner {
  runTests(tests, watcher, options) {
    // Stryker's name for the mutant that is switched on.
    if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) {
      this.on('test-file-success', ([{ path }, { testResults }]) => {
        appendFileSync(TITLES, `${JSON.stringify([path, testResults.map(({ fullName }) => fullName)])}\n`);
      });
      return super.runTests(tests, watcher, options);
    }

    const { nonFlagArgs, testNamePattern = '' } = this._globalConfig;
    const [mutated = ''] = nonFlagArgs;
    const pattern = new RegExp(testNamePattern, 'i');
    const killsBy = (path) => kills.get(`${mutated} ${path}`) ?? 0;

    this.on('test-file-success', ([{ path }, { numFailingTests, testExecError }]) => {
      if (numFailingTests === 0 && !testExecError) return;
      kills.set(`${mutated} ${path}`, killsBy(path) + 1);
      // Jest's own bail ends the process, which is Stryker's.
      watcher.setState({ interrupted: true });
    });
    const covering = tests
      // Loading a file costs more than most of its tests.
      .filter(({ path }) => titlesOf(path)?.some((title) => pattern.test(title)) ?? true)
      // Jest has the slowest first.
      .toReversed()
      .toSorted((one, other) => nearness(mutated, other.path) - nearness(mutated, one.path))
      .toSorted((one, other) => killsBy(other.path) - killsBy(one.path));
    return super.runTests(covering, watcher, options);
  }
}
