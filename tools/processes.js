// Starts programs in process groups of their own and ends them, with all they started, however this process ends.
const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');

const windows = process.platform === 'win32';
/** How long a program may take to end by itself before it is killed. */
const GRACE_MS = 3000;

const running = new Set();
const cleanups = new Set();

/** Starts a program; `options` are those of `child_process.spawn`. */
function start(command, args, options = {}) {
  watchForTheEnd();
  const child = spawn(command, args, { detached: !windows, windowsHide: true, ...options });
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    // The leader is gone, what it left behind may not be.
    signal(child, 'SIGKILL');
  });
  child.once('error', () => running.delete(child));
  return child;
}

/** Runs a program to its end: `{ code, timedOut, error }`, never an exception. */
function run(command, args, { timeoutMs, ...options } = {}) {
  return new Promise((resolve) => {
    let timedOut = false;
    const child = start(command, args, { stdio: 'inherit', ...options });
    const timer = timeoutMs && setTimeout(() => ((timedOut = true), end(child)), timeoutMs);
    const done = (result) => (clearTimeout(timer), resolve({ code: null, timedOut, ...result }));
    child.once('error', (error) => done({ error }));
    child.once('close', (code) => done({ code }));
  });
}

/** Asks a program to end, kills it when it does not, and resolves when it is gone. */
function end(child) {
  if (!running.has(child)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => signal(child, 'SIGKILL'), GRACE_MS);
    child.once('exit', () => (clearTimeout(timer), resolve()));
    signal(child, 'SIGTERM');
  });
}

/** Has `cleanup` (synchronous) run when this process ends; the returned function takes that back. */
function atEnd(cleanup) {
  watchForTheEnd();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

function signal(child, name) {
  try {
    if (windows) child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It is gone already.
  }
}

let watching = false;
function watchForTheEnd() {
  if (watching) return;
  watching = true;
  for (const [name, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }))
    process.on(name, () => process.exit(code));
  process.on('exit', () => {
    const children = [...running];
    for (const child of children) signal(child, 'SIGTERM');
    const limit = Date.now() + GRACE_MS;
    while (Date.now() < limit && !children.every(({ pid }) => hasEnded(pid))) sleep(20);
    for (const child of children) signal(child, 'SIGKILL');
    for (const cleanup of cleanups) cleanup();
  });
}

/** Whether a process is no more. One that nobody waited for stays as a zombie, and only /proc tells. */
function hasEnded(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] === 'Z';
  } catch {
    return true;
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

module.exports = { start, run, end, atEnd, hasEnded };
