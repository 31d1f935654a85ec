// Runs npm and says in one sentence what went wrong.
const { Problem } = require('./problem');
const { end, start } = require('./processes');

const OFFLINE =
  "The npm registry cannot be reached, and the embedded VS Code comes from there: connect to the network (or set npm's proxy or registry) and run this again.";
/** With no answer at all by then, there is no network; npm itself would go on for minutes. */
const FAILURES_TO_GIVE_UP = 4;

/** `onFetch` is called for every file that came. */
async function npm(args, cwd, onFetch = () => {}) {
  // Under `npm start` the running npm names itself; it is used again, whatever the PATH holds.
  const cli = process.env.npm_execpath;
  const [command, first] = cli && /npm-cli\.c?js$/.test(cli) ? [process.execPath, [cli]] : ['npm', []];
  const plain = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=http', '--engine-strict=false'];
  const impatient = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const child = start(command, [...first, ...args, ...plain, ...impatient], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  let [fetched, failed] = [0, 0];
  const listen = (line) => {
    if (/^npm http fetch \S+ 200 /.test(line)) {
      fetched++;
      onFetch();
    } else if (/^npm http .* attempt \d+ failed/.test(line)) failed++;
    else errors += `${line}\n`;
    if (failed === FAILURES_TO_GIVE_UP && fetched === 0) end(child);
  };
  let rest = '';
  child.stderr.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    lines.forEach(listen);
  });
  const [code, failure] = await new Promise((resolve) => {
    child.once('error', (error) => resolve([null, error]));
    child.once('close', (exit) => resolve([exit]));
  });
  if (failure?.code === 'ENOENT')
    throw new Problem(
      'npm is not on the PATH, and the embedded VS Code is installed with it: install npm and run this again.',
    );
  if (failure || code !== 0)
    throw new Problem(failed && !fetched ? OFFLINE : explain(failure ? String(failure) : errors + rest));
}

/** One sentence for what npm said on many lines. */
function explain(errors) {
  if (/ENOSPC/.test(errors))
    return "The disk is full: the embedded VS Code needs about 1.5 GB here and in npm's cache; free some and run this again.";
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET/.test(errors)
  )
    return OFFLINE;
  if (/EACCES|EPERM|EROFS/.test(errors))
    return 'npm may not write to this folder or to its cache: give yourself the right to and run this again.';
  const said = errors.split('\n').filter((line) => /^npm (error|ERR!) (?!A complete log|code )\S/.test(line));
  return `npm could not install the embedded VS Code (${said[0]?.replace(/^npm (error|ERR!) /, '') ?? 'it gave no reason'}): run this again.`;
}

module.exports = { npm };
