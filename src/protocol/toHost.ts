/** A guard for each message from the panel: the host does not trust its shapes. */
import { count, isObject, known, oneOf, optional, orNull, sentence, shape } from './guards';
import { HOW } from '../protocol';
import { isCompareWith, isPlace } from './both';
import { dropToHost } from './drop';
import { exportToHost } from './export';
import { sessionToHost } from './session';
import { whatIfToHost } from './whatIf';
import type { Guard } from './guards';
import type { PanelToHost } from '../protocol';

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
