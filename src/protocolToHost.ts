/** A guard for each message from the panel: the host does not trust its shapes. */
import { ARCH_NAMES } from './engine/archNames';
import { count, isObject, known, oneOf, optional, orNull, sentence, shape, text, within } from './guards';
import { HOW } from './protocol';
import { dropToHost } from './protocolDrop';
import { exportToHost } from './protocolExport';
import { sessionToHost } from './protocolSession';
import { whatIfToHost } from './protocolWhatIf';
import type { Place } from './engine/types';
import type { Guard } from './guards';
import type { CompareWith, PanelToHost } from './protocol';

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

const fromPanel: Readonly<Record<PanelToHost['type'], Guard>> = {
  ready: isObject,
  painted: shape({ version: count, ms: (x) => typeof x === 'number' && x >= 0 && x <= 1e9 }),
  reveal: (x) =>
    isObject(x) &&
    optional(oneOf(...HOW))(x['how']) &&
    ('place' in x ? isPlace(x['place']) && !('offset' in x) : count(x['offset'])),
  failed: shape({ message: sentence }),
  compare: shape({ uri: sentence, with: orNull(isCompareWith) }),
  ...sessionToHost,
  ...whatIfToHost,
  ...exportToHost,
  ...dropToHost,
};

export const isPanelToHost = (x: unknown): x is PanelToHost => known(fromPanel, x);
