/** One analysis for each version of a document, shared by everything that shows it. */
import { analysing, LARGEST_LIVE, tooLarge } from '../config/analyse';
import { parseConfig } from '../config/parse';
import { finish } from '../engine/steps';
import type { Machine } from '../engine/types';
import type * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';

export const LANGUAGE = 'pgmap';

/** Texts longer than this are analysed a slice at a time by those who can wait: some 2,500 pgmaps. */
const LARGE = 256 * 1024;
/** The extension host is held this long at a time, in ms. */
const SLICE_MS = 12;

/** Who waits for an analysis may lose interest, and may be told how many pgmaps it is of once that is known. */
export interface Waiting {
  readonly cancelled: boolean;
  readonly progress?: (pgmaps: number) => void;
}

interface Cached {
  readonly version: number;
  readonly steps: Iterator<number, Analysis>;
  analysis?: Analysis;
  /** Of the last text that was laid out. */
  before: Analysis | undefined;
  /** The machine of a file that names none: asked for once a document, until `forget`. */
  readonly defaults: Machine | undefined;
  /** Time spent on it, in ms. */
  cost: number;
}

export class Analyses {
  private cache = new WeakMap<vscode.TextDocument, Cached>();
  /** The machine that the defaults describe, as it was read last: many files have the same. */
  private machine: { readonly text: string; readonly machine: Machine } | undefined;

  /** `defaults`: the members of `machine` for a file that has none, or an empty object. */
  constructor(readonly defaults: (uri: vscode.Uri) => object = () => ({})) {}

  /** The defaults have changed: all is laid out anew when it is asked for. */
  forget(): void {
    this.cache = new WeakMap();
  }

  /** The machine of a file that names none; undefined where that is the usual one. */
  readonly machineOf = (uri: vscode.Uri): Machine | undefined => {
    const machine = this.defaults(uri);
    if (Object.keys(machine).length === 0) return undefined;
    const text = JSON.stringify({ machine });
    if (this.machine?.text !== text) this.machine = { text, machine: parseConfig(text).machine };
    return this.machine.machine;
  };

  /** The analysis of the text as it stands, saved or not. */
  readonly of = (document: vscode.TextDocument): Analysis => {
    const entry = this.entryOf(document);
    if (entry.analysis) return entry.analysis;
    const start = performance.now();
    entry.analysis = finish(entry.steps);
    entry.before = undefined;
    entry.cost += performance.now() - start;
    return entry.analysis;
  };

  /** True where laying it out is long work, done or not. */
  readonly isLong = (document: vscode.TextDocument): boolean => document.getText().length > LARGE;

  /** True where the analysis would hold up the host, so that `soon` had better be asked. */
  readonly isLarge = (document: vscode.TextDocument): boolean =>
    !this.known(document)?.analysis && this.isLong(document);

  /** The same in slices, between which others run; undefined once nobody wants it, or text or defaults have changed. */
  readonly soon = async (document: vscode.TextDocument, waiting: Waiting): Promise<Analysis | undefined> => {
    if (!this.isLarge(document)) return this.of(document);
    const entry = this.entryOf(document);
    while (!entry.analysis) {
      await new Promise((resolve) => setTimeout(resolve));
      if (waiting.cancelled || this.known(document) !== entry) return undefined;
      const pgmaps = this.slice(entry);
      if (pgmaps !== undefined) waiting.progress?.(pgmaps);
    }
    return entry.analysis;
  };

  /** For a provider: undefined where VS Code has lost interest. */
  readonly asked = (
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<Analysis | undefined> =>
    this.soon(document, {
      get cancelled() {
        return token.isCancellationRequested;
      },
    });

  /** How long the last analysis of the document took, in ms: what shows a huge one waits longer between keystrokes. */
  readonly costOf = (document: vscode.TextDocument): number => this.cache.get(document)?.cost ?? 0;

  private known(document: vscode.TextDocument): Cached | undefined {
    const entry = this.cache.get(document);
    return entry?.version === document.version ? entry : undefined;
  }

  private entryOf(document: vscode.TextDocument): Cached {
    const known = this.known(document);
    if (known) return known;
    const last = this.cache.get(document);
    const before = last?.analysis ?? last?.before;
    const defaults = last ? last.defaults : this.machineOf(document.uri);
    const steps = stepsOf(document.getText(), defaults, before);
    const entry: Cached = { version: document.version, steps, before, defaults, cost: 0 };
    this.cache.set(document, entry);
    return entry;
  }

  /** Works for a slice of time; the number of pgmaps, or undefined once it is done. */
  private slice(entry: Cached): number | undefined {
    const start = performance.now();
    let many: number | undefined = 0;
    while (many !== undefined && performance.now() - start < SLICE_MS) {
      if (entry.analysis) return undefined;
      const step = entry.steps.next();
      if (step.done) [entry.analysis, entry.before] = [step.value, undefined];
      many = step.done ? undefined : step.value;
    }
    entry.cost += performance.now() - start;
    return many;
  }
}

function* stepsOf(
  text: string,
  defaults: Machine | undefined,
  before: Analysis | undefined,
): Generator<number, Analysis> {
  return text.length > LARGEST_LIVE ? tooLarge(text) : yield* analysing(text, defaults, before);
}
