/** An SVG of ours as a PNG: drawn by the browser, at twice the size for screens of today and for print. */

const SCALE = 2;
/** A side that every browser can draw. */
const LONGEST_SIDE = 16_000;

async function drawn(svg: string): Promise<HTMLCanvasElement> {
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
    return canvas;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** In base64, for a message. */
export const pngText = async (svg: string): Promise<string> =>
  (await drawn(svg)).toDataURL('image/png').replace(/^[^,]*,/, '');

async function pngBlob(svg: string): Promise<Blob> {
  const canvas = await drawn(svg);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('It could not be drawn.'))),
      'image/png',
    ),
  );
}

/** Into the clipboard, from here: VS Code's own holds text alone. A promise goes in, as the click must not be over. */
export const copyPng = (svg: string): Promise<void> =>
  navigator.clipboard.write([new ClipboardItem({ 'image/png': pngBlob(svg) })]);
