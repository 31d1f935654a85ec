/** Feeds a panel with the pictures of its document: whole, in parts, or what changed; and with the reasons why there is none. */
import type * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';
import { deltaOf } from '../protocol/delta';
import type { HostToPanel, ShowMessage } from '../protocol';
import type { Analyses } from './analyses';
import { showMessage, staleMessage } from './panelMessages';

/** The first change is shown at once, those that follow are gathered this long. */
const COALESCE_MS = 30;
/** With fewer pgmaps the whole picture is small enough to be sent each time. */
const MANY = 64;
/** So many pgmaps or findings go into one message. */
const PART = 1000;

interface Job {
  cancelled: boolean;
}

export class PictureFeed implements vscode.Disposable {
  readonly #analyses: Analyses;
  readonly #send: (message: HostToPanel) => void;
  readonly #broken: string;
  #document: vscode.TextDocument | undefined;
  #ready = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting = false;
  /** The last picture that could be drawn: a panel that comes back gets it even while the text is broken. */
  #lastGood: ShowMessage | undefined;
  /** What the page holds. */
  #held: ShowMessage | undefined;
  /** Laying out in slices, or sending in parts: for one text at a time. */
  #job: Job | undefined;
  /** The reader wants no picture of this large document. */
  #paused = false;
  #gone: string | undefined;

  /** `broken` is said of a text that is broken in no way that has a finding. */
  constructor(analyses: Analyses, send: (message: HostToPanel) => void, broken: string) {
    this.#analyses = analyses;
    this.#send = send;
    this.#broken = broken;
  }

  set document(document: vscode.TextDocument) {
    this.#lastGood = undefined;
    this.#paused = false;
    this.rebind(document);
  }

  /** Another TextDocument for what is the same file to the reader. */
  rebind(document: vscode.TextDocument): void {
    this.#document = document;
    // Versions count from the opening of a document: any picture of this one is newer.
    if (this.#lastGood) this.#lastGood = { ...this.#lastGood, uri: document.uri.toString(), version: 0 };
    this.#gone = undefined;
    this.#held = undefined;
    if (this.#ready) this.#post();
    // While the page loads there is time to lay out: `ready` then finds it done.
    else if (!this.#analyses.isLarge(document)) this.#analyses.of(document);
  }

  /** The page listens, or is there no more. It has nothing yet. */
  set ready(ready: boolean) {
    this.#ready = ready;
    this.#stop();
    if (ready) this.again();
  }

  again(): void {
    this.#held = undefined;
    this.#post();
  }

  changed(): void {
    this.#gone = undefined;
    if (this.#timer === undefined) this.#postAndWait();
    else this.#waiting = true;
  }

  gone(message: string): void {
    this.#gone = message;
    this.#post();
  }

  /** Leaves off; the last picture stays until `resume`, or until the document is no longer large. It may be done already. */
  cancel(): void {
    if (!this.#document || !this.#analyses.isLong(this.#document)) return;
    this.#paused = true;
    this.#post();
  }

  resume(): void {
    this.#paused = false;
    this.#post();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#stop();
  }

  #stop(): void {
    if (this.#job) this.#job.cancelled = true;
    this.#job = undefined;
  }

  #onTimer(): void {
    this.#timer = undefined;
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#postAndWait();
  }

  /** Changes that follow wait at least as long again as this one took: a huge file must not keep the host busy. */
  #postAndWait(): void {
    const begun = performance.now();
    this.#post();
    const took = performance.now() - begun;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(COALESCE_MS, 2 * took));
  }

  /** Sends the picture of the text as it stands. */
  #post(): void {
    const document = this.#document;
    if (!document || !this.#ready) return;
    this.#stop();
    const job: Job = (this.#job = { cancelled: false });
    void this.#sendAll(document, job).finally(() => {
      if (this.#job === job) this.#job = undefined;
    });
  }

  /** What is quickly had is sent before this returns. */
  async #sendAll(document: vscode.TextDocument, job: Job): Promise<void> {
    if (this.#gone !== undefined || this.#analyses.isLarge(document)) await this.#showLastGood(job);
    if (job.cancelled) return;
    if (this.#gone !== undefined)
      return this.#send({ type: 'gone', uri: document.uri.toString(), message: this.#gone });
    if (this.#paused && this.#analyses.isLong(document)) return this.#busy(document, 'cancelled', null);
    const analysis = this.#analyses.isLarge(document)
      ? await this.#inSlices(document, job)
      : this.#analyses.of(document);
    if (analysis && !job.cancelled) await this.#tell(document, analysis, job);
  }

  /** A page that holds nothing, or may have missed something, gets the last picture while there is no other. */
  async #showLastGood(job: Job): Promise<void> {
    if (!this.#held && this.#lastGood) await this.#show(this.#lastGood, job);
  }

  #busy(document: vscode.TextDocument, state: 'working' | 'cancelled', pgmaps: number | null): void {
    this.#send({ type: 'busy', uri: document.uri.toString(), state, pgmaps });
  }

  #inSlices(document: vscode.TextDocument, job: Job): Promise<Analysis | undefined> {
    this.#busy(document, 'working', null);
    let told = 0;
    return this.#analyses.soon(document, {
      get cancelled() {
        return job.cancelled;
      },
      progress: (pgmaps) => {
        if (pgmaps !== told) this.#busy(document, 'working', pgmaps);
        told = pgmaps;
      },
    });
  }

  /** The picture, or word that the last one is old. */
  async #tell(document: vscode.TextDocument, analysis: Analysis, job: Job): Promise<void> {
    const { broken } = analysis.config;
    // Half a config is no reason to redraw: it would flicker with every bracket. Where there is nothing yet, half is better.
    if (broken && (this.#lastGood || analysis.population.pgmaps.length === 0)) {
      await this.#showLastGood(job);
      if (!job.cancelled) this.#send(staleMessage(document, analysis, this.#broken));
      return;
    }
    const picture = showMessage(document, analysis);
    if (!broken) this.#lastGood = picture;
    await this.#show(picture, job);
  }

  async #show(picture: ShowMessage, job: Job): Promise<void> {
    const { pgmaps } = picture.population;
    const change = this.#held && pgmaps.length >= MANY ? deltaOf(this.#held, picture) : undefined;
    if (!change && Math.max(pgmaps.length, picture.findings.length) > PART)
      return this.#inParts(picture, job);
    this.#held = picture;
    this.#send(change ?? picture);
  }

  /** One message after the other, so that neither side is held up by one of many megabytes. */
  async #inParts(picture: ShowMessage, job: Job): Promise<void> {
    const { uri, version, population, findings } = picture;
    const parts = Math.ceil(Math.max(population.pgmaps.length, findings.length) / PART);
    for (let part = 0; part < parts; part++) {
      const of = <T>(list: readonly T[]): readonly T[] => list.slice(part * PART, (part + 1) * PART);
      this.#send({ type: 'part', uri, version, part, pgmaps: of(population.pgmaps), findings: of(findings) });
      await new Promise((resolve) => setTimeout(resolve));
      if (job.cancelled) return;
    }
    this.#held = picture;
    this.#send({ ...picture, parts, population: { ...population, pgmaps: [] }, findings: [] });
  }
}
