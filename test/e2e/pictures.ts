/** Pictures of the panel held against kept ones: a quarter of the size, so that how a font's edges are drawn does not matter. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PNG } from 'pngjs';
import { root } from './harness';

const SIDE = 4;
/** A point differs where a channel does by more than this, of 255. */
const DIFFERENCE = 40;
const KEPT = join(root, 'test', 'fixtures', 'pictures');

/** Each point the mean of a square of the picture, whose squares begin `down` points lower. */
function reduced(picture: PNG, down = 0): PNG {
  const small = new PNG({
    width: Math.floor(picture.width / SIDE),
    height: Math.floor(picture.height / SIDE),
  });
  for (let y = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++)
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let i = 0; i < SIDE * SIDE; i++) {
          const row = y * SIDE + Math.floor(i / SIDE) + down;
          const at = Math.min(Math.max(0, row), picture.height - 1) * picture.width + x * SIDE + (i % SIDE);
          sum += picture.data[at * 4 + channel]!;
        }
        small.data[(y * small.width + x) * 4 + channel] = Math.round(sum / SIDE ** 2);
      }
  return small;
}

/** Rows that are compared together, and how much lower or higher they may lie: lines of one font are a point higher than another's. */
const BAND = 24;
const DOWN = Array.from({ length: 17 }, (_, i) => i - 8);

function differing(a: PNG, b: PNG, from: number, to: number): number {
  let points = 0;
  for (let at = from * a.width * 4; at < to * a.width * 4; at += 4)
    if ([0, 1, 2].some((c) => Math.abs(a.data[at + c]! - b.data[at + c]!) > DIFFERENCE)) points++;
  return points;
}

/** The share of points that differ, each band of rows taken where it fits best. */
function share(picture: PNG, kept: PNG): number {
  const shifted = DOWN.map((down) => reduced(picture, down));
  let points = 0;
  for (let y = 0; y < kept.height; y += BAND)
    points += Math.min(...shifted.map((a) => differing(a, kept, y, Math.min(y + BAND, kept.height))));
  return points / (kept.width * kept.height);
}

/**
 * The share of a screenshot's points that differ from the kept picture of that name, from 0 to 1. With
 * VMEMMAP_LENS_KEEP_PICTURES=1 it is kept instead.
 */
export function difference(screenshot: string, name: string): number {
  const kept = join(KEPT, `${name}.png`);
  const picture = PNG.sync.read(readFileSync(screenshot));
  if (process.env['VMEMMAP_LENS_KEEP_PICTURES']) {
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, PNG.sync.write(reduced(picture)));
    return 0;
  }
  if (!existsSync(kept))
    throw new Error(`There is no kept picture ${name}: VMEMMAP_LENS_KEEP_PICTURES=1 keeps one.`);
  const before = PNG.sync.read(readFileSync(kept));
  const same = (side: 'width' | 'height'): boolean => before[side] === Math.floor(picture[side] / SIDE);
  return same('width') && same('height') ? share(picture, before) : 1;
}
