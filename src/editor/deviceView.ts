/** The view "pgmap Devices": its files are read one after the other, and again only when they change. */
import * as vscode from 'vscode';
import { analysing, LARGEST_LIVE, tooLarge } from '../config/analyse';
import { LANGUAGE } from './analyses';
import { placed } from './checkWorkspace';
import type { DeviceRow } from './deviceTree';
import { devicesOf, FileRow, FolderRow } from './deviceTree';
import { inSlices } from './inSlices';
import { GLOB, openDocument, pgmapFiles, textOf } from './pgmapFiles';
import { onDefaultMachine } from './settings';
import type { Analysis } from '../config/analyse';
import type { Analyses } from './analyses';
import type { Placed } from './diagnostics';

/** What is typed is gathered this long. */
const DELAY_MS = 400;

/** A file as it was read. */
interface Read {
  readonly text: Placed;
  readonly analysis: Analysis;
}

export class DeviceView implements vscode.TreeDataProvider<DeviceRow>, vscode.Disposable {
  readonly #analyses: Analyses;
  readonly #files: () => Promise<vscode.Uri[]>;
  readonly #changed = new vscode.EventEmitter<DeviceRow | undefined>();
  readonly #subscription: vscode.Disposable;
  /** By URI, in the order of the view. */
  #rows = new Map<string, FileRow>();
  /** Files to be looked at, and whether that is going on. */
  readonly #due = new Set<FileRow>();
  #working = false;
  readonly #typed = new Set<FileRow>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  readonly onDidChangeTreeData = this.#changed.event;

  /** `files`: those that the view is of. */
  constructor(analyses: Analyses, files: () => Promise<vscode.Uri[]> = () => pgmapFiles()) {
    this.#analyses = analyses;
    this.#files = files;
    const watcher = vscode.workspace.createFileSystemWatcher(GLOB);
    const again = (): void => this.#changed.fire(undefined);
    this.#subscription = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidCreate(again),
      watcher.onDidDelete(again),
      watcher.onDidChange((uri) => this.#look(uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.languageId === LANGUAGE && contentChanges.length > 0) this.#later(document.uri);
      }),
      // What was typed and not saved is gone with it.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#look(uri)),
      onDefaultMachine(() => this.refresh()),
    );
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#due.clear();
    this.#subscription.dispose();
  }

  getTreeItem(row: DeviceRow): DeviceRow {
    return row;
  }

  async getChildren(row?: DeviceRow): Promise<DeviceRow[]> {
    if (row instanceof FileRow) return this.#devices(row);
    if (row instanceof FolderRow) return [...row.files];
    return row ? [] : this.#top();
  }

  /** Looks for files anew, and at each of them. */
  refresh(): void {
    for (const row of this.#rows.values()) this.#due.add(row);
    this.#changed.fire(undefined);
    void this.#work();
  }

  async #top(): Promise<DeviceRow[]> {
    const known = this.#rows;
    const files = await this.#files();
    this.#rows = new Map(files.map((uri) => [uri.toString(), known.get(uri.toString()) ?? new FileRow(uri)]));
    const rows = [...this.#rows.values()];
    for (const row of rows) if (row.stamp === '') this.#due.add(row);
    void this.#work();
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length < 2) return rows;
    return folders
      .map((folder) => {
        const own = rows.filter(({ uri }) => vscode.workspace.getWorkspaceFolder(uri) === folder);
        return new FolderRow(folder, own);
      })
      .filter(({ files: own }) => own.length > 0);
  }

  async #devices(row: FileRow): Promise<DeviceRow[]> {
    const read = await this.#read(row.uri).catch(() => undefined);
    return read ? devicesOf(read.text, read.analysis) : [];
  }

  #later(uri: vscode.Uri): void {
    const row = this.#rows.get(uri.toString());
    if (!row) return;
    this.#typed.add(row);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const typed of this.#typed) this.#due.add(typed);
      this.#typed.clear();
      void this.#work();
    }, DELAY_MS);
  }

  #look(uri: vscode.Uri): void {
    const row = this.#rows.get(uri.toString());
    if (!row) return;
    this.#due.add(row);
    void this.#work();
  }

  /** One file after the other; the host serves others between two. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (const row of this.#due) {
      this.#due.delete(row);
      if (this.#rows.get(row.uri.toString()) === row) await this.#describe(row);
      await new Promise((resolve) => setTimeout(resolve));
    }
    this.#working = false;
  }

  async #describe(row: FileRow): Promise<void> {
    try {
      const stamp = await this.#stampOf(row.uri);
      if (stamp !== '' && stamp === row.stamp) return;
      const read = await this.#read(row.uri);
      // A text that changed meanwhile is looked at again by its change.
      if (!read) return;
      row.stamp = stamp;
      row.describe(read.analysis);
    } catch {
      row.stamp = 'unreadable';
      row.describe(undefined);
    }
    if (!this.#disposed) this.#changed.fire(row);
  }

  /** Empty for an open document: its analysis is shared with all that shows it. */
  async #stampOf(uri: vscode.Uri): Promise<string> {
    if (openDocument(uri)) return '';
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return `${mtime} ${size} ${JSON.stringify(this.#analyses.defaults(uri))}`;
  }

  /** Undefined where the text changed while it was laid out. */
  async #read(uri: vscode.Uri): Promise<Read | undefined> {
    const open = openDocument(uri);
    if (open) {
      const isOver = (): boolean => this.#disposed;
      const analysis = await this.#analyses.soon(open, {
        get cancelled() {
          return isOver();
        },
      });
      return analysis && { text: open, analysis };
    }
    const text = await textOf(uri);
    const analysis =
      text.length > LARGEST_LIVE
        ? tooLarge(text)
        : await inSlices(analysing(text, this.#analyses.machineOf(uri)), () => !this.#disposed);
    return analysis && { text: placed(uri, text), analysis };
  }
}
