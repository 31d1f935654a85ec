/** Figures where one looks: on every value that the engine makes something of. */
import * as vscode from 'vscode';
import { hoverText } from '../report/hover/hover';
import { LANGUAGE } from './analyses';
import { rangeOf } from './diagnostics';
import { isOn } from './settings';
import type { Analyses } from './analyses';

export const registerHover = (analyses: Analyses): vscode.Disposable =>
  vscode.languages.registerHoverProvider(LANGUAGE, {
    async provideHover(document, position, token) {
      if (!isOn('hover', document)) return undefined;
      const { version } = document;
      const analysis = await analyses.asked(document, token);
      if (!analysis || document.version !== version) return undefined;
      const found = hoverText(document.getText(), analysis, document.offsetAt(position));
      return found && new vscode.Hover(new vscode.MarkdownString(found.markdown), rangeOf(document, found));
    },
  });
