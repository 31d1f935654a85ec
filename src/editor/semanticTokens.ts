/** Addresses, sizes and orders stand out from other strings: by weight as well as by colour. */
import * as vscode from 'vscode';
import { literals } from '../config/literals';
import { LANGUAGE } from './analyses';
import { rangeOf } from './diagnostics';
import { isOn, onSwitched } from './settings';
import type { LiteralKind } from '../config/literals';
import type { TypingPause } from './typingPause';

const TYPES: Readonly<Record<LiteralKind, string>> = {
  address: 'pgmapAddress',
  size: 'pgmapSize',
  order: 'pgmapSize',
};
const LEGEND = new vscode.SemanticTokensLegend([...new Set(Object.values(TYPES))]);

export function registerSemanticTokens(pause: TypingPause): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const tokensOf = async (
    document: vscode.TextDocument,
    range: vscode.Range | undefined,
    token: vscode.CancellationToken,
  ): Promise<vscode.SemanticTokens> => {
    const { version } = document;
    const analysis = await pause.asked(document, token);
    // VS Code moves what it is told by what was typed since it asked, and takes no answer at all for no colours.
    if (!analysis || document.version !== version) throw new vscode.CancellationError();
    const builder = new vscode.SemanticTokensBuilder(LEGEND);
    if (!isOn('semanticHighlighting', document)) return builder.build();
    const [from, to] = range ? [document.offsetAt(range.start), document.offsetAt(range.end)] : [];
    for (const literal of literals(document.getText(), analysis.config.places.root, from, to))
      builder.push(rangeOf(document, literal), TYPES[literal.kind]);
    return builder.build();
  };
  return vscode.Disposable.from(
    changed,
    onSwitched('semanticHighlighting', () => changed.fire()),
    vscode.languages.registerDocumentSemanticTokensProvider(
      LANGUAGE,
      {
        onDidChangeSemanticTokens: changed.event,
        provideDocumentSemanticTokens: (document, token) => tokensOf(document, undefined, token),
      },
      LEGEND,
    ),
    vscode.languages.registerDocumentRangeSemanticTokensProvider(
      LANGUAGE,
      { provideDocumentRangeSemanticTokens: tokensOf },
      LEGEND,
    ),
  );
}
