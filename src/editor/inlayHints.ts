/** Sizes behind spans, spans behind sizes, orders behind aligns, for the lines that are seen. */
import * as vscode from 'vscode';
import { hints } from '../report/hints';
import { LANGUAGE } from './analyses';
import { isOn, onSwitched } from './settings';
import type { Analyses } from './analyses';

/**
 * A text that has changed is hinted at when the typing pauses, in ms: VS Code lays out every line that is seen for each
 * answer, and the next key would wait for that. Until then the hints that are there stay where they are.
 */
const PAUSE_MS = 250;

export function registerInlayHints(analyses: Analyses): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  /** The version that was hinted at last. */
  const hinted = new WeakMap<vscode.TextDocument, number>();
  return vscode.Disposable.from(
    changed,
    onSwitched('inlayHints', () => changed.fire()),
    vscode.languages.registerInlayHintsProvider(LANGUAGE, {
      onDidChangeInlayHints: changed.event,
      async provideInlayHints(document, range, token) {
        if (!isOn('inlayHints', document)) return [];
        const { version } = document;
        if ((hinted.get(document) ?? version) !== version)
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        // The next key has come meanwhile.
        if (token.isCancellationRequested) return [];
        hinted.set(document, version);
        const analysis = await analyses.asked(document, token);
        if (!analysis || document.version !== version) return [];
        const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
        return hints(document.getText(), analysis, from, to).map(({ offset, label, tooltip }) => {
          const hint = new vscode.InlayHint(document.positionAt(offset), label);
          hint.paddingLeft = true;
          hint.tooltip = tooltip;
          return hint;
        });
      },
    }),
  );
}
