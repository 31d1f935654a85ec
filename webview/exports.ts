/** The picture that is seen, as a file: in the panel's own colours or in those of a theme. */
import css from '../media/marks.css';
import type { Model } from './model';
import { deviceFigures, totalFigures } from './figures';
import { COLOURS, PALETTES, type Palette, type Theme } from './palette';
import { scene } from './scene';
import { svgText } from './svgText';
import { focusOf, type View } from './view';

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

export function pictureSvg(model: Model, view: View, width: number, theme: Theme | 'present'): string {
  const focus = focusOf(model, view);
  const { headline, lines, after } = focus ? deviceFigures(model, focus.device) : totalFigures(model);
  const { machine: m } = model;
  const name = focus ? `${focus.device.name} · ` : '';
  return svgText(
    scene(model, view, { width }).strips,
    {
      title: `${name}${model.fileName} · ${m.arch} · Linux ${m.kernel}`,
      headline,
      lines: [...lines, ...(after === '' ? [] : [`RAM after: ${after}`])],
    },
    theme === 'present' ? presentPalette() : PALETTES[theme],
    css,
  );
}

/** At twice the size, for screens of today and for print. */
const SCALE = 2;
/** A side that every browser can draw. */
const LONGEST_SIDE = 16_000;

/** The PNG of an SVG, in base64. */
export async function pngOf(svg: string): Promise<string> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(SCALE, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
  } finally {
    URL.revokeObjectURL(url);
  }
}
