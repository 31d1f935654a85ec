/** `Check Workspace`: the problems of all pgmap files, of closed ones as they stand on the disk, until they are cleared. */
import * as vscode from 'vscode';
import { analyse, LARGEST_LIVE, tooLarge } from '../config/analyse';
import { positions } from '../config/position';
import { listed } from './diagnostics';
import { GLOB, MOST_FILES, openDocument, pgmapFiles, textOf } from './pgmapFiles';
import type { Finding, Span } from '../config/model';
import type { Analyses } from './analyses';
import type { Placed } from './diagnostics';

let closedFiles: vscode.DiagnosticCollection | undefined;

/** Made by the first check: until then nothing watches the workspace. */
function collection(analyses: Analyses, subscriptions: vscode.Disposable[]): vscode.DiagnosticCollection {
  if (closedFiles) return closedFiles;
  let checking: Promise<unknown> = Promise.resolve();
  /** Word of a change may come late, when what it is of was checked already. */
  const again = (uri: vscode.Uri): void => {
    checking = checking.then(() => (made.has(uri) ? check(made, analyses, uri) : undefined));
  };
  const made = vscode.languages.createDiagnosticCollection('pgmap workspace');
  const watcher = vscode.workspace.createFileSystemWatcher(GLOB);
  subscriptions.push(
    made,
    watcher,
    watcher.onDidChange(again),
    watcher.onDidDelete((uri) => made.delete(uri)),
    // An open file has live problems of its own.
    vscode.workspace.onDidOpenTextDocument(({ uri }) => made.delete(uri)),
  );
  return (closedFiles = made);
}

export const clearWorkspaceProblems = (): void => closedFiles?.clear();

/** What a check came to. */
export interface Checked {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly unreadable: number;
  readonly cancelled: boolean;
}

export async function checkWorkspace(
  analyses: Analyses,
  subscriptions: vscode.Disposable[],
): Promise<Checked> {
  const made = collection(analyses, subscriptions);
  const checked = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Checking pgmap files'),
      cancellable: true,
    },
    (progress, token) => checkAll(made, analyses, progress, token),
  );
  void say(checked);
  return checked;
}

async function checkAll(
  made: vscode.DiagnosticCollection,
  analyses: Analyses,
  progress: vscode.Progress<{ message: string; increment: number }>,
  token: vscode.CancellationToken,
): Promise<Checked> {
  made.clear();
  const files = await pgmapFiles(token);
  let [done, errors, warnings, unreadable] = [0, 0, 0, 0];
  for (const uri of files) {
    if (token.isCancellationRequested) break;
    progress.report({ message: vscode.workspace.asRelativePath(uri), increment: 100 / files.length });
    const findings = await check(made, analyses, uri);
    if (!findings) unreadable++;
    errors += findings?.filter((f) => f.severity === 'error').length ?? 0;
    warnings += findings?.filter((f) => f.severity === 'warning').length ?? 0;
    done++;
    // The host serves others between two files.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { files: done, errors, warnings, unreadable, cancelled: token.isCancellationRequested };
}

/** Lists the problems of a closed file; undefined where it cannot be read. */
async function check(
  made: vscode.DiagnosticCollection,
  analyses: Analyses,
  uri: vscode.Uri,
): Promise<readonly Finding[] | undefined> {
  try {
    const text = await textOf(uri);
    const analysis = text.length > LARGEST_LIVE ? tooLarge(text) : analyse(text, analyses.machineOf(uri));
    if (!openDocument(uri)) made.set(uri, listed(placed(uri, text), analysis));
    return analysis.findings;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const message = vscode.l10n.t('This file cannot be read: {0}', said);
    made.set(uri, [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), message)]);
    return undefined;
  }
}

/** Places in a text that is not open. */
export function placed(uri: vscode.Uri, text: string): Placed {
  const at = positions(text);
  return {
    uri,
    positionAt(offset: Span['offset']) {
      const { line, column } = at(offset);
      return new vscode.Position(line - 1, column - 1);
    },
  };
}

async function say({ files, errors, warnings, unreadable, cancelled }: Checked): Promise<void> {
  const { l10n } = vscode;
  if (files === 0 && !cancelled) {
    const none = l10n.t('No *.pgmap.json or *.pgmap.jsonc file was found in this workspace.');
    await vscode.window.showInformationMessage(none);
    return;
  }
  const counts = l10n.t('{0} pgmap files checked: {1} errors, {2} warnings.', files, errors, warnings);
  const more = unreadable ? ` ${l10n.t('{0} could not be read.', unreadable)}` : '';
  const cut =
    files < MOST_FILES ? '' : ` ${l10n.t('There are more: no more than {0} files are read.', MOST_FILES)}`;
  const stopped = cancelled ? ` ${l10n.t('The check was cancelled; the other files were not read.')}` : '';
  const show = l10n.t('Show Problems');
  const chosen = await vscode.window.showInformationMessage(
    counts + more + cut + stopped,
    ...(errors + warnings + unreadable ? [show] : []),
  );
  if (chosen) await vscode.commands.executeCommand('workbench.actions.view.problems');
}
