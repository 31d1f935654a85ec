// Change event → message → one DOM node, acknowledged as our panel does it. Its exports are ours in little: `panel.all`
// and `panel.onDidPaint`, so that the probe treats both alike.
const vscode = require('vscode');

const html = `<!DOCTYPE html>
<html lang="en">
<body>
<p id="version"></p>
<script>
const api = acquireVsCodeApi();
const shown = document.getElementById('version');
addEventListener('message', ({ data }) => {
  const arrived = performance.now();
  shown.textContent = data.version;
  requestAnimationFrame(() =>
    setTimeout(() => api.postMessage({ version: data.version, ms: performance.now() - arrived })),
  );
});
</script>
</body>
</html>`;

exports.activate = (context) => {
  const painted = new vscode.EventEmitter();
  const all = [];
  const open = () => {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const webviewPanel = vscode.window.createWebviewPanel('floor', 'floor', column, { enableScripts: true });
    webviewPanel.webview.html = html;
    webviewPanel.webview.onDidReceiveMessage((message) => painted.fire(message));
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.languageId !== 'pgmap' || contentChanges.length === 0) return;
      void webviewPanel.webview.postMessage({ type: 'show', version: document.version });
    });
    all.push({ webviewPanel });
  };
  context.subscriptions.push(painted, vscode.commands.registerCommand('floor.open', open));
  return { panel: { all, onDidPaint: painted.event } };
};
