// What a user is told in one sentence, without a stack trace.
class Problem extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command's `main`; a Problem becomes its sentence, anything else keeps its stack, being a bug. */
function runMain(main) {
  main().catch((error) => {
    console.error(error instanceof Problem ? error.message : error);
    process.exit(error instanceof Problem ? error.exitCode : 1);
  });
}

module.exports = { Problem, runMain };
