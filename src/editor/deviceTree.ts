/** The rows of the view "pgmap Devices": folders, files with what they save in total, and their devices. */
import * as vscode from 'vscode';
import { saving } from '../config/effects';
import { formatBytes } from '../engine/units';
import { commandLine } from '../report/toolLine';
import { printable } from '../report/words';
import { rangeOf } from './diagnostics';
import { quoted } from './quoted';
import type { Analysis } from '../config/analyse';
import type { Placed } from './diagnostics';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** A row under a name of its own: VS Code then knows it again, open or not. `command` is that of a device. */
export class DeviceRow extends vscode.TreeItem {
  command_?: ReturnType<typeof commandLine>;
}

export class FolderRow extends DeviceRow {
  constructor(
    readonly folder: vscode.WorkspaceFolder,
    readonly files: readonly FileRow[],
  ) {
    super(folder.name, Expanded);
    this.id = `folder ${folder.uri.toString()}`;
    this.iconPath = vscode.ThemeIcon.Folder;
    this.contextValue = 'folder';
  }
}

export class FileRow extends DeviceRow {
  /** What it was described from, the file's time and size and the defaults; empty where it had better be done anew. */
  stamp = '';

  constructor(readonly uri: vscode.Uri) {
    super(uri, Collapsed);
    this.id = uri.toString();
    this.contextValue = 'file';
    this.iconPath = vscode.ThemeIcon.File;
  }

  /** Undefined: it cannot be read. */
  describe(analysis: Analysis | undefined): void {
    const many = analysis?.config.pgmaps.length;
    this.description = !analysis
      ? vscode.l10n.t('cannot be read')
      : many === 1
        ? vscode.l10n.t('1 device, {0}', saving(analysis))
        : vscode.l10n.t('{0} devices, {1}', many!, saving(analysis));
  }
}

export const devicesOf = (text: Placed, analysis: Analysis): DeviceRow[] =>
  analysis.config.pgmaps.map((_, i) => deviceRow(text, analysis, i));

function deviceRow(text: Placed, { config, population }: Analysis, index: number): DeviceRow {
  const pgmap = config.pgmaps[index]!;
  const { outcome, totals } = population.pgmaps[index]!;
  const row = new DeviceRow(printable(pgmap.name), None);
  row.id = `${text.uri.toString()} ${index}`;
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
