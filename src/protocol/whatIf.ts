/** What the what-if table asks the host, and what it is told. */
import { amount, count, flag, keyOf, list, oneOf, orNull, sentence, shape, text, within } from './guards';
import type { Guard } from './guards';
import type { WhatIfRow } from '../report/whatIf';

/** One device of one version of the text, under a kernel; null: the config's own. */
export interface WhatIfSubject {
  readonly version: number;
  /** Index into the file's pgmaps. */
  readonly pgmap: number;
  readonly kernel: string | null;
}

/** A row as it is shown: its edit stays with the host. */
export type ShownRow = Omit<WhatIfRow, 'fix' | 'command'> & {
  /** A line to copy, or a sentence that says why there is none. */
  readonly command: string;
  readonly copyable: boolean;
};

/** Panel → host: lay the device out at each align and map. */
export interface WhatIfMessage extends WhatIfSubject {
  readonly type: 'whatIf';
}

/** Panel → host: make the config so (one undoable edit), or copy the line that makes the machine so. */
export interface WhatIfRowMessage extends WhatIfSubject {
  readonly type: 'apply' | 'copy';
  readonly row: number;
}

/** Host → panel. */
export interface WhatIfRowsMessage extends WhatIfSubject {
  readonly type: 'whatIfRows';
  readonly uri: string;
  readonly kernels: readonly string[];
  readonly rows: readonly ShownRow[];
  readonly leftOut: number;
}

export type WhatIfToHost = WhatIfMessage | WhatIfRowMessage;

const subject = { version: count, pgmap: count, kernel: orNull(text(200)) };
const ofRow = shape({ ...subject, row: within(0, 1000) });

export const whatIfToHost: Readonly<Record<WhatIfToHost['type'], Guard>> = {
  whatIf: shape(subject),
  apply: ofRow,
  copy: ofRow,
};

export const whatIfToPanel: Readonly<Record<WhatIfRowsMessage['type'], Guard>> = {
  whatIfRows: shape({
    ...subject,
    uri: sentence,
    kernels: list(text(200)),
    leftOut: count,
    rows: list(
      shape({
        align: text(100),
        map: oneOf('mem', 'dev'),
        moved: orNull(sentence),
        present: flag,
        verdict: keyOf<WhatIfRow['verdict']>({ safe: true, off: true, unsafe: true, refused: true }),
        note: sentence,
        ram: amount,
        tables: amount,
        device: amount,
        saved: amount,
        command: sentence,
        copyable: flag,
      } satisfies Record<keyof ShownRow, Guard>),
    ),
  }),
};
