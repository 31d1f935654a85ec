/** Everything that the panel is drawn from. */
import type { StaleMessage } from '../src/protocol';
import type { BusyMessage, GoneMessage } from '../src/protocol/session';
import type { WhatIfRowsMessage } from '../src/protocol/whatIf';
import type { Compared } from './compare';
import type * as Late from './late';
import type { Model } from './model';
import { START, type View } from './view';

/** What the host said of the panel's document, beside its pictures. */
export interface Session {
  readonly busy: BusyMessage | undefined;
  readonly gone: GoneMessage | undefined;
  /** One sentence on the last request; empty when there is nothing to say. */
  readonly said: string;
}

export const CALM: Session = { busy: undefined, gone: undefined, said: '' };

export interface State {
  readonly model: Model | undefined;
  /** Set while the text cannot be read. */
  readonly stale: StaleMessage | undefined;
  readonly view: View;
  readonly width: number;
  /** The second chunk, once it is there. */
  readonly late: typeof Late | undefined;
  /** It will not come. */
  readonly incomplete: boolean;
  /** The toolkit's elements are there: every button is drawn anew. */
  readonly toolkit: boolean;
  /** What `Go to` had to say. */
  readonly note: string;
  readonly session: Session;
  /** What the picture is held against, where it is. */
  readonly compared: Compared | undefined;
  /** The last what-if table that came. */
  readonly whatIf: WhatIfRowsMessage | undefined;
  /** The export menu is open. */
  readonly exporting: boolean;
  /** The host has said that there is no document. */
  readonly idle: boolean;
}

/** Before the host has said anything. */
export const BLANK: State = {
  model: undefined,
  stale: undefined,
  view: START,
  width: 0,
  late: undefined,
  incomplete: false,
  toolkit: false,
  note: '',
  session: CALM,
  idle: false,
  compared: undefined,
  exporting: false,
  whatIf: undefined,
};
