// What a suite is judged by: the results it wrote itself, since an exit code alone can lie.
const { readFileSync } = require('node:fs');

/** `{ passed, failed, why }` of a suite that ended with `code`; `why` says what is wrong beyond failed tests. */
function judge(file, { code, timedOut, timeoutMs }) {
  const results = read(file);
  const failed = (why) => ({ passed: results?.passed ?? 0, failed: Math.max(1, results?.failed ?? 0), why });
  const during = results?.running ? ` in “${results.running}” or right after it` : '';
  if (timedOut) return failed(`did not end within ${timeoutMs / 1000} s${during && `,${during}`}`);
  if (during) return failed(`ended${during}, with exit code ${code}`);
  if (!results) return failed(`wrote no results (exit code ${code})`);
  if (results.failed > 0) return failed(`${results.failed} failed`);
  if (results.passed === 0) return failed('ran no test');
  if (code !== 0) return failed(`ended with exit code ${code} though no test failed`);
  return { passed: results.passed, failed: 0, pending: results.pending };
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

module.exports = { judge, read };
