/** The view "pgmap Devices": workspace folders, where there are several, their files with totals, and devices. */
import * as vscode from 'vscode';
import { analyse, LARGEST_LIVE, tooLarge } from '../config/analyse';
import { saving } from '../config/effects';
import { formatBytes } from '../engine/units';
import { commandLine } from '../report/commandLine';
import { printable } from '../report/words';
import { placed } from './checkWorkspace';
import { rangeOf } from './diagnostics';
import { openDocument, pgmapFiles, textOf } from './pgmapFiles';
import { quoted } from './quoted';
import type { Machine } from '../engine/types';
import type { Analysis } from '../config/analyse';
import type { Analyses } from './analyses';
import type { Placed } from './diagnostics';

/** A row, and how its own rows are had. `command` is that of a device. */
export class DeviceRow extends vscode.TreeItem {
  rows?: () => DeviceRow[];
  command_?: ReturnType<typeof commandLine>;
}

export async function deviceRows(analyses: Analyses, row: DeviceRow | undefined): Promise<DeviceRow[]> {
  if (row) return row.rows?.() ?? [];
  const files = await pgmapFiles();
  const folders = vscode.workspace.workspaceFolders ?? [];
  const rows = await Promise.all(files.map((uri) => fileRow(analyses, uri)));
  if (folders.length < 2) return rows;
  return folders.flatMap((folder) => {
    const own = rows.filter((_, i) => vscode.workspace.getWorkspaceFolder(files[i]!) === folder);
    if (own.length === 0) return [];
    const made = new DeviceRow(folder.name, vscode.TreeItemCollapsibleState.Expanded);
    made.iconPath = vscode.ThemeIcon.Folder;
    made.contextValue = 'folder';
    made.rows = () => own;
    return [made];
  });
}

async function fileRow(analyses: Analyses, uri: vscode.Uri): Promise<DeviceRow> {
  const row = new DeviceRow(uri, vscode.TreeItemCollapsibleState.Collapsed);
  row.contextValue = 'file';
  row.iconPath = vscode.ThemeIcon.File;
  try {
    const open = openDocument(uri);
    const text = await textOf(uri);
    const analysis = open
      ? await analyses.soon(open, { cancelled: false })
      : analysed(text, analyses.machineOf(uri));
    if (!analysis) return row;
    const many = analysis.config.pgmaps.length;
    row.description =
      many === 1
        ? vscode.l10n.t('1 device, {0}', saving(analysis))
        : vscode.l10n.t('{0} devices, {1}', many, saving(analysis));
    row.rows = () => analysis.config.pgmaps.map((_, i) => deviceRow(open ?? placed(uri, text), analysis, i));
  } catch {
    row.description = vscode.l10n.t('cannot be read');
  }
  return row;
}

const analysed = (text: string, defaults: Machine | undefined): Analysis =>
  text.length > LARGEST_LIVE ? tooLarge(text) : analyse(text, defaults);

function deviceRow(text: Placed, { config, population }: Analysis, index: number): DeviceRow {
  const pgmap = config.pgmaps[index]!;
  const { outcome, totals } = population.pgmaps[index]!;
  const row = new DeviceRow(printable(pgmap.name), vscode.TreeItemCollapsibleState.None);
  row.description = outcome.ok
    ? vscode.l10n.t(
        '{0}, saves {1} of {2}',
        pgmap.mode,
        formatBytes(totals.bytesSaved),
        formatBytes(totals.bytesWithoutDedup),
      )
    : vscode.l10n.t('{0}, refused: {1}', pgmap.mode, outcome.errno);
  row.iconPath = new vscode.ThemeIcon(outcome.ok ? 'server' : 'error');
  row.contextValue = 'device';
  row.resourceUri = text.uri;
  row.command_ = commandLine(pgmap);
  const place = { pgmap: index, ...(pgmap.ranges.length ? { range: 0 } : {}) };
  row.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [text.uri, { selection: rangeOf(text, config.spanOf(place)) }],
  };
  return row;
}

/** Copies the line that makes a device so, or says why there is none. */
export async function copyDeviceCommand({ command_: made }: DeviceRow): Promise<void> {
  if (!made) return;
  if ('none' in made) {
    void vscode.window.showInformationMessage(made.none);
    return;
  }
  await vscode.env.clipboard.writeText(made.line);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', quoted(made.line, 200)), 4000);
}
