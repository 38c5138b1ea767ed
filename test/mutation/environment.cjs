/** Jest's environment for mutation testing: after the first failure the rest of a file's tests are skipped, since one kills a mutant. */
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_done') this.#hasFailed ||= test.errors.length > 0;
    else if (name === 'test_start' && this.#hasFailed) test.mode = 'skip';
  }
};
