/** Jest's environment for mutation testing: a file's tests end with its first failure, and keys are not made anew for every mutant. */
const crypto = require('node:crypto');
const { TestEnvironment } = require('jest-environment-node');

const { generateKeyPairSync } = crypto;

/** Key pairs of this process by what was asked for, in the order in which a file of tests asks for them. */
const made = new Map();

module.exports = class extends TestEnvironment {
  #hasFailed = false;

  constructor(...settings) {
    super(...settings);
    const asked = new Map();
    crypto.generateKeyPairSync = (...kind) => {
      const name = JSON.stringify(kind);
      const pairs = made.get(name) ?? [];
      const index = asked.get(name) ?? 0;
      pairs[index] ??= generateKeyPairSync(...kind);
      made.set(name, pairs);
      asked.set(name, index + 1);
      return pairs[index];
    };
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_done') this.#hasFailed ||= test.errors.length > 0;
    else if (name === 'test_start' && this.#hasFailed) test.mode = 'skip';
  }
};
