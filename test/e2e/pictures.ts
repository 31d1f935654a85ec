/** Pictures of the panel held against kept ones: a quarter of the size, so that how a font's edges are drawn does not matter. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PNG } from 'pngjs';
import { root } from './harness';

const SIDE = 4;
/** A point differs where a channel does by more than this, of 255. */
const DIFFERENCE = 40;
const KEPT = join(root, 'test', 'fixtures', 'pictures');

/** Each point the mean of a square of the picture. */
function reduced(picture: PNG): PNG {
  const small = new PNG({
    width: Math.floor(picture.width / SIDE),
    height: Math.floor(picture.height / SIDE),
  });
  for (let y = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++)
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let i = 0; i < SIDE * SIDE; i++) {
          const at = (y * SIDE + Math.floor(i / SIDE)) * picture.width + x * SIDE + (i % SIDE);
          sum += picture.data[at * 4 + channel]!;
        }
        small.data[(y * small.width + x) * 4 + channel] = Math.round(sum / SIDE ** 2);
      }
  return small;
}

function differing(a: PNG, b: PNG): number {
  let points = 0;
  for (let at = 0; at < a.data.length; at += 4)
    if ([0, 1, 2].some((c) => Math.abs(a.data[at + c]! - b.data[at + c]!) > DIFFERENCE)) points++;
  return points / (a.width * a.height);
}

/**
 * The share of a screenshot's points that differ from the kept picture of that name, from 0 to 1. With
 * VMEMMAP_LENS_KEEP_PICTURES=1 it is kept instead.
 */
export function difference(screenshot: string, name: string): number {
  const kept = join(KEPT, `${name}.png`);
  const picture = reduced(PNG.sync.read(readFileSync(screenshot)));
  if (process.env['VMEMMAP_LENS_KEEP_PICTURES']) {
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, PNG.sync.write(picture));
    return 0;
  }
  if (!existsSync(kept))
    throw new Error(`There is no kept picture ${name}: VMEMMAP_LENS_KEEP_PICTURES=1 keeps one.`);
  const before = PNG.sync.read(readFileSync(kept));
  return before.width === picture.width && before.height === picture.height ? differing(before, picture) : 1;
}
