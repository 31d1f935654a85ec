/** What a config says, with the place of every value in its text. */
import type { Code } from '../engine/codes';
import type { EngineFinding, HugetlbPool, Machine, Pgmap, Place, Severity } from '../engine/types';

/** A stretch of the text: UTF-16 offset and length, as VS Code counts. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Something to tell the user about the text. `message` is whole: what, why and the way out. */
export interface Finding extends Span {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly errno?: string | undefined;
  readonly kernelFunction?: string | undefined;
  readonly releases?: string | undefined;
  /** What of the model it is about; findings on the text alone have none. */
  readonly place?: Place | undefined;
  /** What the engine found; one object never comes to say anything else. */
  readonly found?: EngineFinding | undefined;
  readonly related: readonly (Span & { readonly message: string })[];
  readonly fixes: readonly TextFix[];
}

/** A fix as text edits against the very text that was analysed. */
export interface TextFix {
  readonly title: string;
  readonly edits: readonly (Span & { readonly newText: string })[];
}

/** A config read: as much of the model as could be had, and what is wrong with the rest. */
export interface Config {
  readonly machine: Machine;
  /** What `machine` is where the text has none, if not what is usual. */
  readonly defaults: Machine | undefined;
  readonly pgmaps: readonly Pgmap[];
  readonly hugetlb: readonly HugetlbPool[];
  /** Syntax errors, wrong types and values, unknown keys: everything that needs no engine. */
  readonly findings: readonly Finding[];
  /** The text is not even JSON in places, or is empty: the model may be missing parts. */
  readonly broken: boolean;
  /** Where a place stands: the value of its key, else the nearest enclosing thing that is written. */
  readonly spanOf: (place: Place) => Span;
  /** The place the caret is in, for two-way linking; undefined outside machine and pgmaps. */
  readonly placeAt: (offset: number) => Place | undefined;
}
