/** Jest's runner for mutation testing: the mutated file's own tests come first, and after the first file with a failure no more are run. */
import { basename } from 'node:path';
import TestRunner from 'jest-runner';

/** Files of tests by how near they are to the mutated file, then the small ones first. */
function byNearness(mutated) {
  const shared = (test) => {
    const name = basename(test.path);
    let length = 0;
    while (length < mutated.length && mutated[length] === name[length]) length += 1;
    return length;
  };
  return (one, other) => shared(other) - shared(one) || one.path.length - other.path.length;
}

export default class extends TestRunner {
  runTests(tests, watcher, options) {
    this.on('test-file-success', ([, { numFailingTests, testExecError }]) => {
      // Jest's own bail ends the process, which is Stryker's.
      if (numFailingTests > 0 || testExecError) watcher.setState({ interrupted: true });
    });
    const [mutated = ''] = this._globalConfig.nonFlagArgs;
    return super.runTests(tests.toSorted(byNearness(basename(mutated, '.ts'))), watcher, options);
  }
}
