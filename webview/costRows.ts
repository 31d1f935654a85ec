/** The figures of one device, or of all, as rows of a table: what each part takes, to the byte, and of the device. */
import { vmemAltmapOffset } from '../src/engine/altmap';
import { whyWrong } from '../src/engine/counters';
import type { Totals } from '../src/engine/types';
import { exactBytes, formatBytes, grouped, percent } from '../src/engine/units';
import type { Device, Model } from './model';
import { pageBytes } from './unit';
import { plural } from './words';

export interface CostRow {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** To the last byte; empty where the value says it. */
  readonly exact: string;
  readonly note: string;
  /** A part of the row above. */
  readonly part: boolean;
  readonly warned: boolean;
}

export const capacityOf = (model: Model, t: Totals): number => t.structPages * pageBytes(model.machine);
export const ramAfter = (t: Totals): number => t.bytesData + t.bytesPageTables;
/** What it would be with sharing switched off. */
export const ramBefore = (t: Totals): number => ramAfter(t) + t.bytesSaved;

export function tablesWords({ pte, pmd, pud }: Totals['pageTables']): string {
  const levels = [
    [pte, 'PTE'],
    [pmd, 'PMD'],
    [pud, 'PUD'],
  ] as const;
  const words = levels.filter(([n]) => n > 0).map(([n, level]) => plural(n, `${level} table`));
  return words.length > 0 ? words.join(', ') : 'none: blocks are mapped, or the tables are there';
}

/** `dedup`: of one device; null where devices differ. */
function counterRow(model: Model, t: Totals, dedup: boolean | null): CostRow {
  const row = { id: 'counter', label: 'nr_memmap_pages, expected', exact: '', part: false };
  if (t.nrMemmapPages === null)
    return { ...row, value: '—', note: 'This release has no such counter in /proc/vmstat.', warned: false };
  const taken = t.bytesData / pageBytes(model.machine) + t.altmapFrames;
  const wrong = taken !== t.nrMemmapPages;
  const why = dedup === null ? '' : ` ${whyWrong(model.costs.memmapCounter, dedup)}`;
  return {
    ...row,
    value: `+${grouped(t.nrMemmapPages)}`,
    note: wrong
      ? `Wrong on this release: ${plural(taken, 'page is', 'pages are')} taken.${why}`
      : 'The pages that are taken; page tables are never counted.',
    warned: wrong,
  };
}

export function costRows(model: Model, t: Totals, device: Device | null): CostRow[] {
  const whole = capacityOf(model, t);
  const ofDevice = (bytes: number): string =>
    `${percent(bytes, whole)} of the ${device ? 'device' : 'devices'}`;
  const page = pageBytes(model.machine);
  const bytes = (id: string, label: string, n: number, note: string, part = false): CostRow => ({
    id,
    label,
    value: formatBytes(n),
    exact: exactBytes(n),
    note,
    part,
    warned: id === 'saved' && n < 0,
  });
  const [before, after] = [ramBefore(t), ramAfter(t)];
  const frames = t.bytesData / page;
  const rows = [
    bytes('before', 'RAM before', before, ofDevice(before)),
    bytes('after', 'RAM after', after, ofDevice(after)),
    bytes(
      'data',
      'struct pages',
      t.bytesData,
      `${plural(frames, 'page frame')} behind ${plural(t.vmemmapPages, 'vmemmap page')}`,
      true,
    ),
    bytes('tables', 'page tables', t.bytesPageTables, tablesWords(t.pageTables), true),
    bytes('saved', 'Saved, net', t.bytesSaved, `${percent(t.bytesSaved, before)} of the RAM before`),
  ];
  const altmap = device?.population.altmap;
  if (t.altmapFrames > 0 || altmap) {
    const aside = altmap ? `; ${formatBytes(vmemAltmapOffset(altmap) * page)} set aside` : '';
    rows.push(
      bytes(
        'altmap',
        'Kept on the device',
        t.altmapFrames * page,
        `${ofDevice(t.altmapFrames * page)}${aside}`,
      ),
    );
  }
  if (t.bootFrames > 0)
    rows.push(
      bytes(
        'boot',
        'There since boot',
        t.bootFrames * page,
        'boot memmap of shared sections: costs nothing new',
      ),
    );
  rows.push({
    id: 'initialised',
    label: 'struct pages initialised',
    value: grouped(t.initializedStructPages),
    exact: '',
    note: `of ${grouped(t.structPages)}: what making the device takes time for`,
    part: false,
    warned: false,
  });
  rows.push(counterRow(model, t, device ? device.population.dedup : null));
  return rows;
}

/** `1.56 % → 0.0038 % of the device`. */
export const shareWords = (model: Model, t: Totals): string =>
  `${percent(ramBefore(t), capacityOf(model, t))} → ${percent(ramAfter(t), capacityOf(model, t))}`;
