/** What a scene is made of: flat marks with geometry and meaning, and nothing of the DOM. Colour is the renderer's affair. */
import type { Action } from './view';

/** The second channel beside colour: each way of being mapped has a pattern of its own. */
export type Pattern = 'shared' | 'block' | 'device' | 'boot' | 'alias';

interface Common {
  /** Space-separated words that say what the mark is; the style sheet gives them their looks. */
  readonly class: string;
  readonly id?: string | undefined;
  /** The whole of it in words: accessible name and tooltip. */
  readonly label?: string | undefined;
  readonly action?: Action | undefined;
  /** The one of its kind that is in focus now. */
  readonly current?: boolean;
}

export interface Rect extends Common {
  readonly kind: 'rect';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius?: number;
  readonly pattern?: Pattern | undefined;
}

export interface Text extends Common {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export interface Path extends Common {
  readonly kind: 'path';
  readonly d: string;
  /** Ids of the marks that an arrow joins. */
  readonly from?: string;
  readonly to?: string;
}

export type Mark = Rect | Text | Path;

/** One strip of the picture, in its own coordinates. */
export interface Strip {
  readonly id: 'devices' | 'physical' | 'mapping' | 'structs';
  readonly title: string;
  /** What stands at the right of the title. */
  readonly note: string;
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  /** Room in which nothing is drawn: for words that must wrap. */
  readonly free?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** What a comparison shows of both sides, and so not by itself. */
export const TWICE: ReadonlySet<Strip['id']> = new Set(['mapping', 'structs']);

export interface Scene {
  readonly strips: readonly Strip[];
}

/** The room there is, in CSS pixels. */
export interface Size {
  readonly width: number;
}

/** Half a pixel is enough, and short numbers keep the picture small. */
export const px = (n: number): number => Math.round(n * 2) / 2;

/** Width allowed for a character of the two fonts at the style sheet's sizes: that of the wider ones in use. */
export const CHAR = 6.7;
export const MONO = 6.7;
/** The same for bold letters. */
export const BOLD = 7.6;

type More<T extends Mark> = Partial<Omit<T, 'kind' | 'class'>>;

export const rect = (
  looks: string,
  x: number,
  y: number,
  width: number,
  height: number,
  more: More<Rect> = {},
): Rect => ({
  kind: 'rect',
  class: looks,
  x: px(x),
  y: px(y),
  width: Math.max(1, px(width)),
  height: Math.max(1, px(height)),
  ...more,
});
export const text = (looks: string, x: number, y: number, words: string, more: More<Text> = {}): Text => ({
  kind: 'text',
  class: looks,
  x: px(x),
  y: px(y),
  text: words,
  ...more,
});
export const path = (looks: string, d: string, more: More<Path> = {}): Path => ({
  kind: 'path',
  class: looks,
  d,
  ...more,
});

/** `words` cut to what fits into `width`, with an ellipsis where it does not. */
export function fit(words: string, width: number, char = CHAR): string {
  const most = Math.floor(width / char);
  if (words.length <= most) return words;
  return most < 2 ? '' : `${words.slice(0, most - 1).trimEnd()}…`;
}

/** The first of `texts` (longest first) that fits whole, else the last of them cut. */
export const fitting = (width: number, char: number, ...texts: readonly string[]): string =>
  texts.find((t) => t.length * char <= width) ?? fit(texts.at(-1) ?? '', width, char);

/** An arrow from left to right with an open head, as one path. */
export function arrow(x1: number, y1: number, x2: number, y2: number): string {
  const bend = (x2 - x1) * 0.5;
  const curve = `M${px(x1)},${px(y1)} C${px(x1 + bend)},${px(y1)} ${px(x2 - bend)},${px(y2)} ${px(x2)},${px(y2)}`;
  return `${curve} M${px(x2 - 6)},${px(y2 - 4)} L${px(x2)},${px(y2)} L${px(x2 - 6)},${px(y2 + 4)}`;
}
