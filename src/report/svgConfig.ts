/** The config that a picture was made from, kept inside its SVG so that the picture opens again as text. */

const NAMESPACE = 'urn:vmemmap-lens:config';
const OPEN = `<config xmlns="${NAMESPACE}" encoding="json">`;
const CLOSE = '</config>';
/** A drawing program writes the element anew: with a prefix, attributes of its own, line breaks. The limits keep it linear. */
const ELEMENT = /<(?:[\w-]{1,40}:)?config\s[^<>]{0,400}?encoding=["']json["'][^<>]{0,400}>([^<]*)<\//g;
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

function decoded(json: string): string | undefined {
  try {
    const text: unknown = JSON.parse(json.replace(/&(?:quot|#34|#x22);/g, '"'));
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** The very text that was put in; undefined where there is none, or it has been damaged. */
export function configIn(svg: string): string | undefined {
  if (!svg.includes(NAMESPACE)) return undefined;
  for (const [, json] of svg.matchAll(ELEMENT)) {
    const text = decoded(json!);
    if (text !== undefined) return text;
  }
  return undefined;
}
