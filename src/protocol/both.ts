/** Guards for what goes both ways. */
import { ARCH_NAMES } from '../engine/archNames';
import { count, isObject, oneOf, optional, orNull, sentence, shape, text, within } from './guards';
import type { Place } from '../engine/types';
import type { CompareWith } from '../protocol';

const isPlaceShape = shape({
  pgmap: orNull(count),
  range: optional(count),
  key: optional(text(200)),
});
export const isPlace = (x: unknown): x is Place => isPlaceShape(x);

const isKernelWith = shape({ kernel: text(1000) });
const isArchWith = shape({ arch: oneOf(...ARCH_NAMES), pageSize: optional(within(1024, 2 ** 24)) });
const isUriWith = shape({ uri: sentence });
export const isCompareWith = (x: unknown): x is CompareWith =>
  isObject(x) &&
  ('kernel' in x
    ? isKernelWith(x) && !('arch' in x || 'uri' in x)
    : 'arch' in x
      ? isArchWith(x) && !('uri' in x)
      : isUriWith(x));
