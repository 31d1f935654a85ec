// Mocha's summary with every failure, on the console and, with the figures, in the file that VMEMMAP_LENS_RESULTS
// names: `npm test` counts those, and the console of an extension host is full of other things. Until then the file
// says which test is running: of one that ends the process nothing else would be known.
const { writeFileSync } = require('node:fs');
const { format } = require('node:util');
const { reporters, Runner } = require('mocha');

class Reporter extends reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.VMEMMAP_LENS_RESULTS;
    const write = (results) => file && writeFileSync(file, JSON.stringify(results));
    runner.on(Runner.constants.EVENT_TEST_BEGIN, (test) => write({ running: test.fullTitle() }));
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const text = this.summary();
      console.log(text);
      const { passes, failures, pending } = runner.stats;
      write({ passed: passes, failed: failures, pending, text });
    });
  }

  summary() {
    const lines = [];
    const print = reporters.Base.consoleLog;
    reporters.Base.consoleLog = (...args) => lines.push(format(...args));
    this.epilogue();
    reporters.Base.consoleLog = print;
    return lines.join('\n').trim();
  }
}

module.exports = Reporter;
