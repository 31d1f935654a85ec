// Sits in the extension host beside the extension that is measured, and answers the benchmark over a socket in the
// workspace's folder. It hears of a change first, having been there first, and sees a message go out last.
const { createServer } = require('node:http');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { WASI } = require('node:wasi');
const vscode = require('vscode');

/** ms of this thread from the change event until the picture of it was handed to VS Code. */
let posted = [];
/** ms from the arrival of a picture in the panel until after the frame that shows it, as the panel says. */
let painted = [];
let changed = { version: -1, at: 0 };
let onPaint = () => {};

const wasi = new WASI({ version: 'preview1' });
const memory = new WebAssembly.Memory({ initial: 1 });
wasi.initialize({ exports: { memory } });
const THREAD_CPU_TIME = 3;

/**
 * ms of processor time of this thread: what others take of the machine is not our share. process.threadCpuUsage() would be
 * getrusage(), which the kernel brings up to date at its ticks, 1 to 4 ms apart; WASI asks clock_gettime(), exact to the µs.
 */
function cpu() {
  const errno = wasi.wasiImport.clock_time_get(THREAD_CPU_TIME, 1n, 0);
  if (errno !== 0) throw new Error(`this machine has no clock of a thread (${errno})`);
  return Number(new DataView(memory.buffer).getBigUint64(0, true)) / 1e6;
}

const PICTURES = new Set(['show', 'update', 'stale']);

/** The extension that is measured: the one whose exports have panels. */
const measured = () => vscode.extensions.all.find((e) => e.isActive && e.exports?.panel?.all);

/** Times every picture that goes to the panel from now on. */
function attach() {
  const { panel } = measured().exports;
  const { webview } = panel.all[0].webviewPanel;
  const post = webview.postMessage;
  webview.postMessage = function (message) {
    const sent = post.call(webview, message);
    if (PICTURES.has(message.type) && message.version === changed.version) posted.push(cpu() - changed.at);
    return sent;
  };
  panel.onDidPaint(({ version, ms }) => {
    painted.push(ms);
    onPaint(version);
  });
}

function take() {
  const taken = { posted, painted };
  [posted, painted] = [[], []];
  return taken;
}

/** The first size's first digit is what is changed. */
const BEFORE = '"size": "';

/** Changes one character `n` times, each time once the picture before is painted. */
async function edits(n) {
  const editor = vscode.window.visibleTextEditors.find((e) => e.document.languageId === 'pgmap');
  const { document } = editor;
  const at = document.positionAt(document.getText().indexOf(BEFORE) + BEFORE.length);
  for (let i = 0; i < n; i++) {
    const shown = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('an edit was not painted within a minute')), 60_000);
      onPaint = (version) => {
        if (version !== document.version) return;
        clearTimeout(late);
        resolve();
      };
    });
    const range = new vscode.Range(at, at.translate(0, 1));
    await editor.edit((edit) => edit.replace(range, String(2 + ((i + 1) % 8))), {
      undoStopBefore: false,
      undoStopAfter: false,
    });
    await shown;
  }
  onPaint = () => {};
}

/** Bytes of heap in use, with what nobody needs collected. */
async function heap() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().heapUsed;
}

const ANSWERS = { attach, take, edits, heap, active: () => measured() !== undefined };

exports.activate = (context) => {
  vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document.languageId === 'pgmap' && contentChanges.length > 0)
      changed = { version: document.version, at: cpu() };
  });
  const server = createServer(async (request, response) => {
    const [, name, argument] = request.url.split('/');
    try {
      response.end(JSON.stringify({ answer: (await ANSWERS[name](Number(argument))) ?? null }));
    } catch (error) {
      response.end(JSON.stringify({ error: String(error.stack) }));
    }
  });
  server.listen(join(vscode.workspace.workspaceFolders[0].uri.fsPath, 'probe'));
  context.subscriptions.push({ dispose: () => server.close() });
};
