/** The config that a picture was made from, kept inside its SVG so that the picture opens again as text. */

const OPEN = '<config xmlns="urn:vmemmap-lens:config" encoding="json">';
const CLOSE = '</config>';
/** Where svgText() leaves room for it. */
export const METADATA = '<metadata></metadata>';

/** A JSON string of plain ASCII, without what means something to XML: every text survives in it, line ends and all. */
const encoded = (text: string): string =>
  JSON.stringify(text).replace(
    /[^\x20-\x7e]|[<>&]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The SVG with the text in it. */
export const withConfig = (svg: string, text: string): string =>
  svg.replace(METADATA, () => `<metadata>${OPEN}${encoded(text)}${CLOSE}</metadata>`);

/** The very text that was put in; undefined where there is none, or it has been damaged. */
export function configIn(svg: string): string | undefined {
  const from = svg.indexOf(OPEN);
  const to = svg.indexOf(CLOSE, from);
  if (from < 0 || to < 0) return undefined;
  try {
    const text: unknown = JSON.parse(svg.slice(from + OPEN.length, to));
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}
