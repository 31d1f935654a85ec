/** The kernel release leads to what changed over the releases. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { rangeOf } from './diagnostics';
import type { Analyses } from './analyses';

export const registerLinks = (analyses: Analyses): vscode.Disposable =>
  vscode.languages.registerDocumentLinkProvider(LANGUAGE, {
    async provideDocumentLinks(document, token) {
      const analysis = await analyses.asked(document, token);
      const node = analysis?.config.places.nodeOf({ pgmap: null, key: 'kernel' });
      if (!node) return [];
      const link = new vscode.DocumentLink(
        rangeOf(document, node),
        vscode.Uri.parse('command:vmemmapLens.whatChanged'),
      );
      link.tooltip = vscode.l10n.t('What changed over the releases');
      return [link];
    },
  });
