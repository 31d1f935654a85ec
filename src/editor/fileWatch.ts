/** What becomes of a panel's file outside the editor: closed, deleted, renamed, changed on disk, of another language. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { textOf } from './pgmapFiles';

export interface FileEvents {
  /** The file as it is now, with its former name where that was another. */
  readonly found: (document: vscode.TextDocument, was?: vscode.Uri) => void;
  /** It cannot be had; one sentence. */
  readonly gone: (message: string) => unknown;
}

const GONE = vscode.l10n.t('The file is not there any more.');
const NO_TEXT = vscode.l10n.t('The file cannot be read as text any more.');
const DISCARDED = vscode.l10n.t('The text was closed without being saved.');
const noConfig = ({ languageId }: vscode.TextDocument): string =>
  vscode.l10n.t('The file is no pgmap config any more; its language is {0}.', languageId);

/** Line ends are VS Code's to choose while a text is edited. */
const sameText = (a: string, b: string): boolean => a.replace(/\r\n?/g, '\n') === b.replace(/\r\n?/g, '\n');

/** A name with nothing special in it to a glob. */
const literal = (name: string): string => name.replace(/[*?{}[\]]/g, '[$&]');

export class FileWatch implements vscode.Disposable {
  readonly #events: FileEvents;
  readonly #subscription: vscode.Disposable;
  #document: vscode.TextDocument | undefined;
  #watcher: vscode.FileSystemWatcher | undefined;
  /** What an untitled document was saved as: it closes right after. */
  #savedAs: vscode.TextDocument | undefined;

  constructor(events: FileEvents) {
    this.#events = events;
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((opened) => this.#onOpened(opened)),
      vscode.workspace.onDidCloseTextDocument((closed) => this.#onClosed(closed)),
      vscode.workspace.onDidSaveTextDocument((saved) => this.#onSaved(saved)),
      vscode.workspace.onDidRenameFiles(({ files }) => this.#onRenamed(files)),
    );
  }

  set document(document: vscode.TextDocument) {
    const moved = document.uri.toString() !== this.#document?.uri.toString();
    this.#document = document;
    if (!moved) return;
    this.#savedAs = undefined;
    this.#watcher?.dispose();
    this.#watcher = undefined;
    if (document.isUntitled) return;
    const folder = vscode.Uri.joinPath(document.uri, '..');
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    this.#watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, literal(name)),
    );
    // An open document follows its file by itself.
    const look = (): void => void (this.#document?.isClosed && this.#reopen(this.#document.uri));
    this.#watcher.onDidChange(look);
    this.#watcher.onDidCreate(look);
    this.#watcher.onDidDelete(look);
  }

  dispose(): void {
    // What is still asked for is of no file any more.
    this.#document = undefined;
    this.#watcher?.dispose();
    this.#subscription.dispose();
  }

  #isOurs(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.#document?.uri.toString();
  }

  /** Opened once more, or of another language: VS Code closes and opens a document for that too. */
  #onOpened(opened: vscode.TextDocument): void {
    if (!this.#isOurs(opened)) return;
    if (opened.languageId === LANGUAGE) this.#events.found(opened);
    else this.#events.gone(noConfig(opened));
  }

  #onSaved(saved: vscode.TextDocument): void {
    const ours = this.#document;
    if (ours?.isUntitled && !saved.isUntitled && sameText(saved.getText(), ours.getText()))
      this.#savedAs = saved;
  }

  #onClosed(closed: vscode.TextDocument): void {
    if (!this.#isOurs(closed)) return;
    // A change of language closes it too, and opens it at once.
    if (closed.isUntitled) queueMicrotask(() => this.#isLost(closed) && this.#afterUntitled(closed));
    else void this.#afterClose(closed);
  }

  #isLost(closed: vscode.TextDocument): boolean {
    return this.#isOurs(closed) && this.#document!.isClosed;
  }

  #afterUntitled({ uri }: vscode.TextDocument): void {
    if (this.#savedAs?.languageId === LANGUAGE) this.#events.found(this.#savedAs, uri);
    else this.#events.gone(DISCARDED);
  }

  /** Closed because it was deleted, perhaps; or what was typed was not to be saved, and the file says something else. */
  async #afterClose(closed: vscode.TextDocument): Promise<void> {
    try {
      const stored = await textOf(closed.uri);
      if (this.#isLost(closed) && !sameText(stored, closed.getText())) await this.#reopen(closed.uri);
    } catch {
      if (this.#isLost(closed)) await this.#missed(closed.uri);
    }
  }

  async #missed(uri: vscode.Uri): Promise<void> {
    const before = this.#document;
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (this.#document === before) this.#events.gone(isThere ? NO_TEXT : GONE);
  }

  #onRenamed(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    const uri = this.#document?.uri;
    if (!uri) return;
    for (const { oldUri, newUri } of files) {
      const [from, to] = [oldUri.toString(), newUri.toString()];
      const is = uri.toString();
      if (is !== from && !is.startsWith(`${from}/`)) continue;
      void this.#reopen(vscode.Uri.parse(to + is.slice(from.length), true), uri);
      return;
    }
  }

  async #reopen(uri: vscode.Uri, was?: vscode.Uri): Promise<void> {
    const before = this.#document;
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      if (this.#document !== before) return;
      if (document.languageId === LANGUAGE) this.#events.found(document, was);
      else this.#events.gone(noConfig(document));
    } catch {
      if (this.#document === before) await this.#missed(uri);
    }
  }
}
