/** Sizes behind spans, spans behind sizes, orders behind aligns, for the lines that are seen. */
import * as vscode from 'vscode';
import { hints } from '../report/hints';
import { LANGUAGE } from './analyses';
import { isOn, onSwitched } from './settings';
import type { TypingPause } from './typingPause';

export function registerInlayHints(pause: TypingPause): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    onSwitched('inlayHints', () => changed.fire()),
    vscode.languages.registerInlayHintsProvider(LANGUAGE, {
      onDidChangeInlayHints: changed.event,
      async provideInlayHints(document, range, token) {
        const analysis = await pause.asked(document, token);
        if (!analysis || !isOn('inlayHints', document)) return [];
        const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
        return hints(document.getText(), analysis, from, to).map(({ offset, label, tooltip }) => {
          // The room before it is in its words: `paddingLeft` is a second decoration, and VS Code walks all with every key.
          const hint = new vscode.InlayHint(document.positionAt(offset), ` ${label}`);
          hint.tooltip = tooltip;
          return hint;
        });
      },
    }),
  );
}
