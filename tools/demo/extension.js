// For `npm start` alone: once a pgmap config is in the editor, the diagram opens beside it. The extension never does
// that by itself.
const vscode = require('vscode');

exports.activate = (context) => {
  let shown = false;
  const show = async (editor) => {
    if (shown || editor?.document.languageId !== 'pgmap') return;
    shown = true;
    await vscode.commands.executeCommand('vmemmapLens.openDiagramToSide');
  };
  context.subscriptions.push(vscode.window.onDidChangeActiveTextEditor(show));
  return show(vscode.window.activeTextEditor);
};
