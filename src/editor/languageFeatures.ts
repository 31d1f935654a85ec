/** All that is said on top of the text: registered once the problems and the diagram are on their way. */
import * as vscode from 'vscode';
import { registerCodeActions } from './codeActions';
import { registerCodeLens } from './codeLens';
import { registerHover } from './hover';
import { registerInlayHints } from './inlayHints';
import { registerLinks } from './links';
import { registerSemanticTokens } from './semanticTokens';
import { StatusBar } from './statusBar';
import type { Analyses } from './analyses';
import type { DiagramPanels } from './panels';

export const registerLanguageFeatures = (analyses: Analyses, panels: DiagramPanels): vscode.Disposable =>
  vscode.Disposable.from(
    registerHover(analyses),
    registerInlayHints(analyses),
    registerCodeLens(analyses, panels),
    registerSemanticTokens(analyses),
    registerLinks(analyses),
    registerCodeActions(analyses),
    new StatusBar(analyses),
  );
