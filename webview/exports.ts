/** The picture that is seen, as a file: in the panel's own colours or in those of a theme. */
import css from '../media/marks.css';
import { bothSides } from './bothSides';
import { comparisonOf, otherFocus, sentencesOf, sideNames, type Compared } from './compare';
import { TWICE, type Strip } from './marks';
import type { Model } from './model';
import { deviceFigures, totalFigures } from './figures';
import { COLOURS, PALETTES, type Palette, type Theme } from './palette';
import { scene } from './scene';
import { svgText } from './svgText';
import { focusOf, type Focus, type View } from './view';

/** What is on the screen. */
export interface Seen {
  readonly model: Model;
  readonly view: View;
  /** In CSS pixels. */
  readonly width: number;
  readonly compared: Compared | undefined;
}

/** The colours of the panel as it stands. */
function presentPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const canvas = document.createElement('canvas').getContext('2d')!;
  const plain = (colour: string): string => {
    // A canvas writes any colour of the sheet as a plain one.
    canvas.fillStyle = '#000000';
    canvas.fillStyle = colour.trim();
    return String(canvas.fillStyle);
  };
  return Object.fromEntries(
    COLOURS.map((name) => [name, plain(style.getPropertyValue(`--${name}`))]),
  ) as Record<(typeof COLOURS)[number], string>;
}

/** In place of the strips that a comparison shows twice: one below the other, and what differs in a line. */
function comparedPart(
  { model, compared, width }: Seen,
  focus: Focus | undefined,
): { readonly strips: readonly Strip[]; readonly lines: readonly string[] } {
  const other = compared?.model;
  if (!other) return { strips: [], lines: [] };
  const names = sideNames(model, other, compared.with);
  const pair = focus && comparisonOf(model, other).pairs.find((p) => p.mine === focus.device);
  const there = focus && pair?.theirs && otherFocus(model, other, pair.theirs, focus);
  const both = there ? bothSides(model, other, focus, there, { width }) : [];
  const differs = pair?.difference ? `: ${sentencesOf(pair.difference).headline}` : '';
  return {
    strips: both.flatMap((strip, i) =>
      strip ? [{ ...strip, title: `${names[i as 0 | 1]} · ${strip.title}` }] : [],
    ),
    lines: [`${names[0]} ⇄ ${names[1]}${differs}`],
  };
}

export function seenSvg(seen: Seen, palette: Palette): string {
  const { model, view, width, compared } = seen;
  const focus = focusOf(model, view);
  const { headline, lines, after } = focus ? deviceFigures(model, focus.device) : totalFigures(model);
  const { machine: m } = model;
  const name = focus ? `${focus.device.name} · ` : '';
  const { strips } = scene(model, view, { width });
  const single = compared ? strips.filter((strip) => !TWICE.has(strip.id)) : strips;
  // As wide as the scene is drawn, which has limits of its own.
  const both = comparedPart({ ...seen, width: strips[0]?.width ?? width }, focus);
  return svgText(
    [...single, ...both.strips],
    {
      title: `${name}${model.fileName} · ${m.arch} · Linux ${m.kernel}`,
      headline,
      lines: [...lines, ...(after === '' ? [] : [`RAM after: ${after}`]), ...both.lines],
    },
    palette,
    css,
  );
}

export const pictureSvg = (seen: Seen, theme: Theme | 'present'): string =>
  seenSvg(seen, theme === 'present' ? presentPalette() : PALETTES[theme]);
