/** `vscode://vmemmap-lens.vmemmap-lens/…`: what links from outside may ask for. */
import * as vscode from 'vscode';
import { placeOfAddress } from '../config/atAddress';
import { readAddress } from '../config/values';
import { LANGUAGE } from './analyses';
import { rangeOf } from './diagnostics';
import { showFinding } from './findingPage';
import { quoted } from './quoted';
import type { Analyses } from './analyses';
import type { DiagramPanels } from './panels';

interface Parts {
  readonly analyses: Analyses;
  readonly panels: DiagramPanels;
}

/** By the first part of the path; `rest` is what follows it. */
type Route = (parts: Parts, query: URLSearchParams, rest: string) => Promise<void>;

const ROUTES: Readonly<Record<string, Route>> = { open, finding };

export async function handleUri(uri: vscode.Uri, parts: Parts): Promise<void> {
  const [name = '', ...rest] = uri.path.replace(/^\/+/, '').split('/');
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (route) await route(parts, new URLSearchParams(uri.query), rest.join('/'));
  else refuse(vscode.l10n.t('This link asks for “{0}”, which vmemmap Lens does not know.', quoted(name)));
}

/** `open?file=<path or URI>&address=0x…`: the file, at the range that holds the address, and its diagram. */
async function open({ analyses, panels }: Parts, query: URLSearchParams): Promise<void> {
  const { l10n } = vscode;
  const file = target(query.get('file') ?? '');
  if (!file) return refuse(l10n.t('This link names no *.pgmap.json or *.pgmap.jsonc file.'));
  const written = query.get('address');
  const address = written === null ? undefined : readAddress(written);
  if (address && 'error' in address)
    return refuse(
      l10n.t('“{0}” in this link is not an address; it is written as 0x1080000000.', quoted(written!)),
    );
  if (!vscode.workspace.getWorkspaceFolder(file) && !(await mayOpen(file))) return;
  try {
    const document = await vscode.workspace.openTextDocument(file);
    if (document.languageId !== LANGUAGE)
      return refuse(l10n.t('{0} is no pgmap config.', quoted(file.path, 200)));
    const analysis = await analyses.soon(document, { cancelled: false });
    const place = address && analysis ? placeOfAddress(analysis.config.pgmaps, address.value) : undefined;
    const selection = place && analysis && rangeOf(document, analysis.config.spanOf(place));
    await vscode.window.showTextDocument(document, selection ? { selection } : {});
    panels.openToSide(document);
    if (address && !place) refuse(l10n.t('No range of this file holds {0}.', quoted(written!)));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    refuse(l10n.t('The file of this link could not be opened: {0}', quoted(said, 200)));
  }
}

/** `finding/<code>`: what docs/findings.md says of it. */
async function finding(_parts: Parts, _query: URLSearchParams, code: string): Promise<void> {
  if (!(await showFinding(code))) refuse(vscode.l10n.t('There is no finding “{0}”.', quoted(code)));
}

const refuse = (message: string): void => void vscode.window.showWarningMessage(message);

/** A URI of the workspace's own scheme or a file; a relative path is one of the first workspace folder. */
function target(file: string): vscode.Uri | undefined {
  if (!/\.pgmap\.jsonc?$/.test(file)) return undefined;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (/^[a-z][\w+.-]+:\//i.test(file)) {
    const uri = vscode.Uri.parse(file);
    return uri.scheme === 'file' || uri.scheme === folder?.scheme ? uri : undefined;
  }
  if (/^(?:\/|[a-z]:[\\/])/i.test(file))
    return folder && file.startsWith('/') ? folder.with({ path: file }) : vscode.Uri.file(file);
  return folder && vscode.Uri.joinPath(folder, file);
}

/** A link may come from anywhere: a file outside the workspace is opened only once somebody agrees. */
async function mayOpen(file: vscode.Uri): Promise<boolean> {
  const yes = vscode.l10n.t('Open');
  const question = vscode.l10n.t('A link asks to open a file outside this workspace.');
  const chosen = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: quoted(file.toString(true), 400) },
    yes,
  );
  return chosen === yes;
}
