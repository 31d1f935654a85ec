/** Marks → a standalone SVG: what is on the screen, for mails, slides and files. Pure; nothing of the DOM. */
import { METADATA } from '../src/report/svgConfig';
import { printable } from '../src/report/words';
import { fit, type Mark, type Strip } from './marks';
import { coloured, type Palette } from './palette';
import { PATTERNS, TILE, TILES } from './patterns';

/** What stands above the strips. */
export interface Heading {
  readonly title: string;
  readonly headline: string;
  readonly lines: readonly string[];
}

const MARGIN = 16;
const CHAR = 6.6;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text for an XML document: nothing in it is markup, turns the writing round or cannot stand in XML at all. */
const xml = (text: string): string =>
  printable(
    text.replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g,
      '\ufffd',
    ),
  ).replace(/[&<>"']/g, (c) => ESCAPES[c]!);

const attributes = (all: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(all)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${xml(String(value))}"`]))
    .join('');

function markText(mark: Mark): string {
  const looks = { class: mark.class };
  switch (mark.kind) {
    case 'rect': {
      const { x, y, width, height, radius } = mark;
      const style = mark.pattern ? `fill:url(#pattern-${mark.pattern})` : undefined;
      return `<rect${attributes({ ...looks, x, y, width, height, rx: radius, style })}/>`;
    }
    case 'text':
      return `<text${attributes({ ...looks, x: mark.x, y: mark.y, 'text-anchor': mark.anchor })}>${xml(mark.text)}</text>`;
    case 'path':
      return `<path${attributes({ ...looks, d: mark.d })}/>`;
  }
}

const patterns = (): string =>
  PATTERNS.map(
    (name) =>
      `<pattern id="pattern-${name}" class="tile ${name}" width="${TILE}" height="${TILE}" patternUnits="userSpaceOnUse"><path d="${TILES[name]}"/></pattern>`,
  ).join('');

/** East Asian characters and pictographs are about twice as wide as the others. */
const columns = (text: string): number =>
  [...text].reduce(
    (sum, c) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\uff60\u{1f300}-\u{3fffd}]/u.test(c)
        ? 2
        : 1),
    0,
  );

/** A word in pieces of at most `most` columns: a name may be longer than any line. */
function pieces(word: string, most: number): string[] {
  const found = [''];
  for (const c of word) {
    const last = found.at(-1)!;
    if (last !== '' && columns(last) + columns(c) > most) found.push(c);
    else found[found.length - 1] = last + c;
  }
  return found;
}

/** Words, as they are printed, on lines of at most `most` columns. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [''];
  for (const word of printable(text)
    .split(/\s+/)
    .flatMap((whole) => pieces(whole, most))) {
    const last = lines.at(-1)!;
    if (last !== '' && columns(last) + columns(word) >= most) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** `css` is the style sheet of the marks; `withConfig()` puts the config where the metadata are. */
export function svgText(strips: readonly Strip[], heading: Heading, palette: Palette, css: string): string {
  const width = Math.max(240, ...strips.map((s) => s.width));
  const body: string[] = [];
  let y = MARGIN;
  const line = (words: string, size: number, looks: string): void => {
    y += size + 5;
    body.push(`<text class="${looks}" x="0" y="${y}" style="font-size:${size}px">${xml(words)}</text>`);
  };
  for (const words of wrapped(heading.title, width / CHAR)) line(words, 12, 'export-quiet');
  for (const words of wrapped(heading.headline, width / 11)) line(words, 20, 'export-headline');
  for (const words of heading.lines.flatMap((l) => wrapped(l, width / CHAR))) line(words, 12, 'export-quiet');
  for (const strip of strips) {
    y += 26;
    const title = fit(strip.title, width, 7);
    body.push(`<text class="export-title" x="0" y="${y}">${xml(title)}</text>`);
    const room = (width - title.length * 7 - 16) / CHAR;
    if (strip.note.length <= room)
      body.push(
        `<text class="export-quiet mono" x="${width}" y="${y}" text-anchor="end">${xml(strip.note)}</text>`,
      );
    y += 8;
    body.push(
      `<g class="strip ${strip.id}" transform="translate(0 ${y})">${strip.marks.map(markText).join('')}</g>`,
    );
    y += strip.height;
  }
  const height = Math.ceil(y + MARGIN);
  const sheet = coloured(`${css}\n${OWN}`, palette);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2 * MARGIN}" height="${height}" viewBox="${-MARGIN} 0 ${width + 2 * MARGIN} ${height}">`,
    `<title>${xml(heading.title)}</title><desc>${xml([heading.headline, ...heading.lines].join(' '))}</desc>${METADATA}`,
    `<style>${sheet.replace(/[<&]/g, '')}</style><defs>${patterns()}</defs>`,
    `<rect x="${-MARGIN}" y="0" width="${width + 2 * MARGIN}" height="${height}" style="fill:${palette.ground}"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

const OWN = `
svg text { font-family: sans-serif; }
svg text.export-title { font-weight: 600; }
svg text.export-headline { font-weight: 600; fill: var(--ink); }
svg text.export-quiet { fill: var(--quiet); }
`;
