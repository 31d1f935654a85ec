/** What is exported from the panel: pictures are made there, text is made by the host. */
import { count, oneOf, orNull, shape, text, isObject } from './guards';
import type { Guard } from './guards';

export const FORMATS = ['svg', 'png', 'csv', 'markdown', 'json', 'text'] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** Panel → host: write it to a file that is asked for, or into the clipboard. */
export interface ExportMessage {
  readonly type: 'export';
  readonly format: ExportFormat;
  readonly to: 'file' | 'clipboard';
  /** Of the text that is seen as a picture. */
  readonly version: number;
  /** Index of the device that is seen; null: all of them. */
  readonly pgmap: number | null;
  /** SVG text, or a PNG in base64; empty for what the host makes. */
  readonly data: string;
}

/** Host → panel: open the export menu, as the command of the palette does. */
export interface MenuMessage {
  readonly type: 'menu';
}

/** A picture of 32 MB is none that anybody pastes into a mail. */
const LONGEST = 32 * 2 ** 20;

export const exportToHost: Readonly<Record<ExportMessage['type'], Guard>> = {
  export: shape({
    format: oneOf(...FORMATS),
    to: oneOf('file', 'clipboard'),
    version: count,
    pgmap: orNull(count),
    data: text(LONGEST),
  }),
};
export const exportToPanel: Readonly<Record<MenuMessage['type'], Guard>> = { menu: isObject };
