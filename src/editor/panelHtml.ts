/** The page of the panel: written once, patched by its own script ever after. */
import * as vscode from 'vscode';

const nonce = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** Where the panel's files come from: nothing else can be loaded. */
export const panelRoots = (extension: vscode.Uri): vscode.Uri[] => [
  vscode.Uri.joinPath(extension, 'dist', 'webview'),
  vscode.Uri.joinPath(extension, 'media'),
];

export function panelHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const [scripts, media] = panelRoots(extension) as [vscode.Uri, vscode.Uri];
  const script = webview.asWebviewUri(vscode.Uri.joinPath(scripts, 'main.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(media, 'panel.css'));
  const marks = webview.asWebviewUri(vscode.Uri.joinPath(media, 'marks.css'));
  const once = nonce();
  // cspSource beside the nonce: the late chunk is an import() of our own file, which carries no nonce.
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${once}' ${webview.cspSource}`,
    `style-src 'nonce-${once}' ${webview.cspSource}`,
    `img-src ${webview.cspSource} blob:`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<!-- The controls look here for the nonce of the one empty style element they make. -->
<meta property="csp-nonce" content="${once}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style.toString()}">
<link rel="stylesheet" href="${marks.toString()}">
<title>vmemmap</title>
</head>
<body>
<main id="panel"></main>
<script type="module" nonce="${once}" src="${script.toString()}"></script>
</body>
</html>`;
}
