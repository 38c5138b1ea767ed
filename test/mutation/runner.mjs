/** Jest's runner for mutation testing: the tests nearest to the mutated file come first, and after the first file with a failure no more are run. */
import { basename } from 'node:path';
import TestRunner from 'jest-runner';

/** The titles in each file of tests, as far as this process has seen it pass. */
const titlesOf = new Map();

/** How many letters two names begin with in common; a few are chance. */
function nearness(mutated, path) {
  const test = basename(path);
  const differs = [...mutated].findIndex((letter, index) => letter !== test[index]);
  const shared = differs < 0 ? mutated.length : differs;
  return shared < 4 ? 0 : shared;
}

export default class extends TestRunner {
  runTests(tests, watcher, options) {
    const { nonFlagArgs, testNamePattern = '' } = this._globalConfig;
    const mutated = basename(nonFlagArgs[0] ?? '', '.ts');
    const pattern = new RegExp(testNamePattern, 'i');

    this.on('test-file-success', ([{ path }, { numFailingTests, testExecError, testResults }]) => {
      // Jest's own bail ends the process, which is Stryker's.
      if (numFailingTests > 0 || testExecError) watcher.setState({ interrupted: true });
      else titlesOf.set(path, titlesOf.get(path) ?? testResults.map(({ fullName }) => fullName));
    });
    const covering = tests
      // Loading a file costs more than most of its tests.
      .filter(({ path }) => titlesOf.get(path)?.some((title) => pattern.test(title)) ?? true)
      .toSorted((one, other) => nearness(mutated, other.path) - nearness(mutated, one.path));
    return super.runTests(covering, watcher, options);
  }
}
