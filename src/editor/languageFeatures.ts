/** All that is said on top of the text or made of it: registered once the diagram is on its way. */
import * as vscode from 'vscode';
import { registerCodeActions } from './codeActions';
import { registerCodeLens } from './codeLens';
import { Diagnostics } from './diagnostics';
import { registerFindingPages } from './findingPage';
import { registerHover } from './hover';
import { registerInlayHints } from './inlayHints';
import { startJsonService } from './jsonService';
import { registerLinks } from './links';
import { registerMachineLens } from './machineLens';
import { MadeDocuments } from './madeDocument';
import { REPORT } from './report';
import { registerSemanticTokens } from './semanticTokens';
import { StatusBar } from './statusBar';
import { TypingPause } from './typingPause';
import { WHAT_CHANGED } from './whatChanged';
import type { Analyses } from './analyses';
import type { DiagramPanels } from './panels';

export const registerLanguageFeatures = (
  analyses: Analyses,
  panels: DiagramPanels,
  extension: vscode.Uri,
): vscode.Disposable => {
  const pause = new TypingPause(analyses);
  return vscode.Disposable.from(
    pause,
    startJsonService(),
    new Diagnostics(analyses),
    registerHover(analyses),
    registerInlayHints(pause),
    registerCodeLens(analyses, pause, panels),
    registerSemanticTokens(pause),
    registerLinks(analyses),
    registerCodeActions(analyses),
    registerMachineLens(),
    registerFindingPages(extension),
    new StatusBar(analyses),
    new MadeDocuments(REPORT, analyses),
    new MadeDocuments(WHAT_CHANGED, analyses),
  );
};
