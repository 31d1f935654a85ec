// `npm test`: types, lint, build and every suite, also after a failure; the last line says what passed.
const { existsSync, mkdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { installHost, supported } = require('./host-install');
const { hosts } = require('./hosts');
const { runMain } = require('./problem');
const { run } = require('./processes');
const { judge } = require('./results');

const root = join(__dirname, '..');
const out = join(root, 'out', 'test');
const vsix = join(out, 'vmemmap-lens.vsix');
const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
const prettier = join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs');

const totals = { passed: 0, failed: 0 };

/** Every step runs in node itself: no shell, and the same on every platform. */
async function node(name, args, { minutes, results, env = {} }) {
  const timeoutMs = minutes * 60_000;
  const began = Date.now();
  const ended = await run(process.execPath, args, {
    cwd: root,
    timeoutMs,
    env: { ...process.env, ...env, ...(results && { VMEMMAP_LENS_RESULTS: results }) },
  });
  const judged = results ? judge(results, { ...ended, timeoutMs }) : judgeStep({ ...ended, timeoutMs });
  report(name, judged, Date.now() - began);
  return judged.failed === 0;
}

function judgeStep({ code, timedOut, timeoutMs }) {
  if (code === 0) return { passed: 1, failed: 0 };
  return {
    passed: 0,
    failed: 1,
    why: timedOut ? `did not end within ${timeoutMs / 1000} s` : `exit code ${code}`,
  };
}

function report(name, { passed, failed, pending, why }, ms) {
  totals.passed += passed;
  totals.failed += failed;
  const skipped = pending ? `, ${pending} skipped` : '';
  const verdict = failed ? `FAILED: ${why}` : `${passed} passed${skipped}`;
  console.log(`${failed ? '✗' : '✓'} ${name}: ${verdict} (${(ms / 1000).toFixed(1)} s)`);
}

/** A suite that was not built, its tests being missing or broken, has failed. `of` tells runs of one bundle apart. */
async function suite(name, bundle, args, { of = '', ...options }) {
  const results = join(out, `${bundle}${of}-results.json`);
  rmSync(results, { force: true });
  if (existsSync(join(out, `${bundle}.js`))) await node(name, args, { ...options, results });
  else report(name, { passed: 0, failed: 1, why: `out/test/${bundle}.js was not built` }, 0);
}

const mochaOn = (bundle, timeoutMs) => [
  mocha,
  ...[
    '--reporter',
    join(__dirname, 'reporter.js'),
    '--timeout',
    String(timeoutMs),
    '--forbid-only',
    '--exit',
  ],
  join(out, `${bundle}.js`),
];

async function suitesInVsCode() {
  if (!supported) {
    await suite('extension host', 'host', [join(__dirname, 'desktop.js')], { minutes: 10 });
    return;
  }
  if (!(await ready(hosts.newest))) return;
  await suite('extension host', 'host', [join(__dirname, 'host-suite.js')], { minutes: 10 });
  await suite('workbench and panel', 'e2e', mochaOn('e2e', 120_000), { minutes: 30 });
}

async function ready(host) {
  try {
    await installHost(host);
    return true;
  } catch (problem) {
    report(host.title, { passed: 0, failed: 1, why: problem.message }, 0);
    return false;
  }
}

/** The packed extension: what is in it, and the workbench's tests with it installed, in the newest VS Code and the oldest. */
async function packed() {
  if (!(await node('package', [join(__dirname, 'package.js'), vsix], { minutes: 3 }))) return;
  await suite('what ships', 'ship', mochaOn('ship', 20_000), { minutes: 5 });
  for (const host of supported ? Object.values(hosts) : []) {
    if (!(await ready(host))) continue;
    const env = { VMEMMAP_LENS_INSTALLED: vsix, VMEMMAP_LENS_HOST: host.name };
    await suite(`installed, ${host.name} VS Code`, 'installed', mochaOn('installed', 120_000), {
      minutes: 20,
      of: `-${host.name}`,
      env,
    });
  }
}

async function main() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const project of ['tsconfig.pure.json', 'tsconfig.json', 'webview/tsconfig.json'])
    await node(`types, ${project}`, [tsc, '-p', project], { minutes: 3 });
  await node('lint', [eslint, '.'], { minutes: 3 });
  await node('format', [prettier, '--check', '--log-level', 'warn', '.'], { minutes: 3 });
  if (await node('build', ['esbuild.js', '--tests'], { minutes: 2 })) {
    await suite('engine, kernel cases, config, command line', 'unit', mochaOn('unit', 20_000), {
      minutes: 5,
    });
    await suitesInVsCode();
    await packed();
  }
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exitCode = totals.failed ? 1 : 0;
}

runMain(main);
