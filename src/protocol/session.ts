/** What keeps a panel going beside its pictures: which document it is about, work under way, and what its buttons ask for. */
import { count, flag, isObject, oneOf, optional, orNull, sentence, shape, text, within } from './guards';
import type { Guard } from './guards';

/** Host → panel, on `ready` and whenever it changes: what the panel is about, to be kept over a reload. */
export interface AboutMessage {
  readonly type: 'about';
  /** Null where there is no document to draw. */
  readonly uri: string | null;
  /** It stays with that document and follows no other editor. */
  readonly locked: boolean;
  /** What the document was called before it was renamed: picture and place go along. */
  readonly was?: string | undefined;
}

/** Host → panel, when the document cannot be had any more: keep the last picture and say so. */
export interface GoneMessage {
  readonly type: 'gone';
  readonly uri: string;
  readonly message: string;
}

/** Host → panel, while a large document is laid out, and after that was cancelled. `show` or `stale` ends it. */
export interface BusyMessage {
  readonly type: 'busy';
  readonly uri: string;
  readonly state: 'working' | 'cancelled';
  /** Null until they have been counted. */
  readonly pgmaps: number | null;
}

/** Host → panel: one sentence on what became of a request. */
export interface NoteMessage {
  readonly type: 'note';
  readonly text: string;
}

export type SessionToPanel = AboutMessage | GoneMessage | BusyMessage | NoteMessage;

/** Panel → host: apply a fix of the finding with that code at that offset of `version`. Another version is refused. */
export interface FixMessage {
  readonly type: 'fix';
  readonly version: number;
  readonly code: string;
  readonly offset: number;
  /** Index into the finding's fixes. */
  readonly fix: number;
}

/** Panel → host: leave off laying out a large document, or take it up again. */
export interface CancelMessage {
  readonly type: 'cancel' | 'resume';
}

/** What the empty panel offers. */
const STARTS = ['example', 'new', 'open', 'paste'] as const;
export interface StartMessage {
  readonly type: 'start';
  readonly what: (typeof STARTS)[number];
}

/** Panel → host: the page missed something, and wants the whole picture again. */
export interface AgainMessage {
  readonly type: 'again';
}

export type SessionToHost = FixMessage | CancelMessage | StartMessage | AgainMessage;

export const sessionToPanel: Readonly<Record<SessionToPanel['type'], Guard>> = {
  about: shape({ uri: orNull(sentence), locked: flag, was: optional(sentence) }),
  gone: shape({ uri: sentence, message: sentence }),
  busy: shape({ uri: sentence, state: oneOf('working', 'cancelled'), pgmaps: orNull(count) }),
  note: shape({ text: sentence }),
};

export const sessionToHost: Readonly<Record<SessionToHost['type'], Guard>> = {
  fix: shape({ version: count, code: text(100), offset: count, fix: within(0, 1000) }),
  cancel: isObject,
  resume: isObject,
  start: shape({ what: oneOf(...STARTS) }),
  again: isObject,
};
