/** The mapping of the focused unit as rows of text: the same content as the picture, for reading aloud and for copying. */
import { RULE_NAMES } from '../src/engine/ruleNames';
import { mappedBy } from '../src/engine/refcounts';
import { walks } from '../src/engine/runs';
import { grouped } from '../src/engine/units';
import { frameOf } from './cards';
import type { Model } from './model';
import { runsOfUnit } from './unitRuns';
import type { Focus } from './view';
import { pageVirtual } from './words';

export interface TableRow {
  readonly pages: string;
  readonly address: string;
  readonly kind: string;
  readonly frames: string;
  readonly mappedBy: string;
  readonly rule: string;
  /** First page: where a click leads. */
  readonly page: number;
  readonly current: boolean;
}

export interface Table {
  readonly caption: string;
  readonly rows: readonly TableRow[];
  readonly complete: boolean;
}

const MOST = 100;
const KINDS = {
  own: 'own frames',
  shared: 'one frame, shared',
  huge: 'huge block',
  none: 'not mapped',
} as const;

export function tableOf(model: Model, focus: Focus): Table | undefined {
  const { unit, device } = focus;
  if (!unit) return undefined;
  const { runs, complete } = runsOfUnit(unit, MOST);
  const rows = runs.map((run): TableRow => {
    const first = run.first - unit.firstPage;
    const last = first + run.count - 1;
    const span = (a: number, b: number): string => (a === b ? grouped(a) : `${grouped(a)}–${grouped(b)}`);
    const frame = frameOf(run, run.first);
    const end = !walks(run) ? frame : frame === null ? null : frame + run.count - 1;
    return {
      pages: span(first, last),
      address: pageVirtual(model.machine, unit, run.first),
      kind:
        run.kind === 'own' && run.count === 1
          ? 'own frame'
          : run.step === 1
            ? 'frames of other pages'
            : KINDS[run.kind],
      frames: frame === null || end === null ? '—' : span(frame, end),
      mappedBy:
        frame === null
          ? '—'
          : !walks(run) || run.count === 1
            ? grouped(mappedBy(device.population.ranges, frame))
            : run.step === 1
              ? 'more than 1 each'
              : '1 each',
      rule: RULE_NAMES[run.rule],
      page: run.first,
      current: focus.page >= run.first && focus.page < run.first + run.count,
    };
  });
  return {
    caption: `vmemmap pages of ${unit.kind} ${grouped(unit.index + 1)} of ${grouped(unit.of)}, ${device.name}`,
    rows,
    complete,
  };
}
