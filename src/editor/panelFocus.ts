/** When VS Code knows that a panel was clicked. */
import type * as vscode from 'vscode';

/** VS Code asks a webview every 250 ms whether it has the focus; the rest is for the way on a busy machine. */
const LATEST_MS = 600;

/**
 * Waits until a panel that was clicked counts as active, `LATEST_MS` at most. VS Code hears of the click late
 * (webview/browser/pre/index.html, trackFocus): an editor shown before that has the keyboard, but the panel then
 * becomes the active one, and a save goes to it. The panel must not be disposed.
 */
export async function untilActive(panel: vscode.WebviewPanel): Promise<void> {
  if (panel.active) return;
  await new Promise<void>((resolve) => {
    const listening = panel.onDidChangeViewState(() => panel.active && done());
    const timer = setTimeout(done, LATEST_MS);
    function done(): void {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    }
  });
}
