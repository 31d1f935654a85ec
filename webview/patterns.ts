/** The second channel beside colour: each way of being mapped has a tile of its own. */
import type { Pattern } from './marks';

export const PATTERNS: readonly Pattern[] = ['shared', 'block', 'device', 'boot', 'alias'];
/** Side of a tile in pixels. */
export const TILE = 8;
export const TILES: Readonly<Record<Pattern, string>> = {
  shared: 'M-2,2L2,-2M0,8L8,0M6,10L10,6',
  alias: 'M-2,2L2,-2M0,8L8,0M6,10L10,6M-2,6L2,10M0,0L8,8M6,-2L10,2',
  block: 'M0,0.5H8M0,4.5H8M2.5,0V4M6.5,4V8',
  device: 'M0.5,0V8M4.5,0V8',
  boot: 'M1.5,2h1.5M5.5,6h1.5',
};
