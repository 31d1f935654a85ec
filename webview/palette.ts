/** Colours for pictures that leave the panel: the style sheet of the marks with its variables filled in. */

/** Names of the variables in panel.css, without the dashes. */
export const COLOURS = [
  'ink',
  'ground',
  'soft',
  'line',
  'edge',
  'quiet',
  'head',
  'tail',
  'bad',
  'good',
  'device',
  'focus',
  'link',
] as const;
export type Palette = Readonly<Record<(typeof COLOURS)[number], string>>;

export const THEMES = ['dark', 'light', 'high-contrast', 'print'] as const;
export type Theme = (typeof THEMES)[number];

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  dark: {
    ink: '#cccccc',
    ground: '#1f1f1f',
    soft: '#252526',
    line: '#3c3c3c',
    edge: '#3c3c3c',
    quiet: '#9d9d9d',
    head: '#59a4f9',
    tail: '#cca700',
    bad: '#f14c4c',
    good: '#89d185',
    device: '#b180d7',
    focus: '#0078d4',
    link: '#4daafc',
  },
  light: {
    ink: '#3b3b3b',
    ground: '#ffffff',
    soft: '#f8f8f8',
    line: '#d4d4d4',
    edge: '#d4d4d4',
    quiet: '#616161',
    head: '#0063d3',
    tail: '#bf8803',
    bad: '#d03020',
    good: '#388a34',
    device: '#652d90',
    focus: '#005fb8',
    link: '#005fb8',
  },
  'high-contrast': {
    ink: '#ffffff',
    ground: '#000000',
    soft: '#000000',
    line: '#6fc3df',
    edge: '#6fc3df',
    quiet: '#d0d0d0',
    head: '#6cb6ff',
    tail: '#ffd370',
    bad: '#f48771',
    good: '#89d185',
    device: '#d0a0ff',
    focus: '#f38518',
    link: '#6cb6ff',
  },
  print: {
    ink: '#000000',
    ground: '#ffffff',
    soft: '#ffffff',
    line: '#666666',
    edge: '#666666',
    quiet: '#444444',
    head: '#000000',
    tail: '#000000',
    bad: '#000000',
    good: '#000000',
    device: '#000000',
    focus: '#000000',
    link: '#000000',
  },
};

type Rgba = readonly [number, number, number, number];

/** `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()` and `rgba()`; black for what is none of them. */
function parse(colour: string): Rgba {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(colour.trim())?.[1];
  if (hex && hex.length <= 4) return parse(`#${[...hex].map((c) => c + c).join('')}`);
  if (hex) {
    const part = (i: number): number => parseInt(hex.slice(i, i + 2), 16);
    return [part(0), part(2), part(4), hex.length >= 8 ? part(6) / 255 : 1];
  }
  const [r, g, b, a] = (/^rgba?\(([^)]*)\)$/i.exec(colour.trim())?.[1] ?? '').split(/[\s,/]+/).map(Number);
  return [r || 0, g || 0, b || 0, a ?? 1];
}

const written = ([r, g, b, a]: Rgba): string => {
  const hex = [r, g, b].map((c) => Math.round(c).toString(16).padStart(2, '0')).join('');
  return a >= 1 ? `#${hex}` : `rgba(${[r, g, b].map(Math.round).join(', ')}, ${a})`;
};

/** color-mix(in srgb, a share%, b). */
function mixed(a: string, share: number, b: string): string {
  const [x, y] = [parse(a), parse(b)];
  if (b.trim() === 'transparent') return written([x[0], x[1], x[2], x[3] * share]);
  return written([0, 1, 2, 3].map((i) => x[i]! * share + y[i]! * (1 - share)) as unknown as Rgba);
}

const FONTS: Readonly<Record<string, string>> = { mono: 'monospace' };

/** `css` with every variable and every mixture as a plain colour, and without what only a pointer or a key brings out. */
export function coloured(css: string, palette: Palette): string {
  const value = (name: string): string => FONTS[name] ?? (palette as Record<string, string>)[name] ?? 'none';
  return css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/var\(--([\w-]+)(?:,[^()]*)?\)/g, (_, name: string) => value(name))
    .replace(
      /color-mix\(in srgb,\s*((?:[^(),]|\([^()]*\))+?)\s+([\d.]+)%,\s*((?:[^(),]|\([^()]*\))+?)\)/g,
      (_, a: string, share: string, b: string) => mixed(a, Number(share) / 100, b),
    )
    .replace(/[^{}]*:(hover|focus|active)[^{}]*\{[^}]*\}/g, '')
    .replace(/\s*(cursor|pointer-events|touch-action|outline|transition):[^;]*;/g, '')
    .replace(/\n\s*/g, '');
}
