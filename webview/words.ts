/** What is said of pages and frames, in the kernel's words. */
import type { PgmapPopulation, RangePopulation, Run } from '../src/engine/types';
import { pfnFirst, setAside } from '../src/engine/altmap';
import { RULE_NAMES } from '../src/engine/ruleNames';
import { walks } from '../src/engine/runs';
import { formatBytes, grouped, hex, pfnAddress } from '../src/engine/units';
import type { MachineFacts } from '../src/protocol';
import { pageBytes, pfnsOfPage, type Unit } from './unit';

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${grouped(n)} ${n === 1 ? one : many}`;

/** `0x440200000` of a pfn. */
export const address = (m: MachineFacts, pfn: number): string => pfnAddress(pfn, m.pageShift);

/** Where a unit begins; from the range's start where its base is only assumed. */
export const whereOf = (m: MachineFacts, unit: Unit): string =>
  unit.range.baseKnown
    ? address(m, unit.startPfn)
    : `+${formatBytes((unit.startPfn - unit.range.startPfn) * pageBytes(m))}, base assumed`;

/** Virtual address of a byte of the vmemmap, with nokaslr; from `vmemmap` where its base depends on the build. */
const vmemmapAddress = (m: MachineFacts, bytes: bigint): string =>
  m.vmemmapBase === null ? `vmemmap + ${hex(bytes)}` : hex(BigInt(m.vmemmapBase) + bytes);
export const pageVirtual = (m: MachineFacts, unit: Unit, page: number): string =>
  vmemmapAddress(m, BigInt(unit.range.firstVmemmapPage + page) * BigInt(pageBytes(m)));
export const structVirtual = (m: MachineFacts, pfn: number): string =>
  vmemmapAddress(m, BigInt(pfn) * BigInt(m.structPageSize));

/** `1 GiB compound`, `128 MiB section`: what a unit is, in a word or two. */
export const unitSize = (m: MachineFacts, pgmap: PgmapPopulation, unit: Unit): string =>
  formatBytes(
    (unit.kind === 'compound' ? pgmap.pagesPerCompound : unit.endPfn - unit.startPfn) * pageBytes(m),
  );

/** What a struct page is within its compound, or before the first of them. */
export function roleOf(
  pgmap: PgmapPopulation,
  { range }: Unit,
  pfn: number,
): 'head' | 'first tail' | 'tail' | 'page' | 'outside' | 'reserve' | 'altmap' {
  if (pfn < range.startPfn || pfn >= range.endPfn) return 'outside';
  const aside = setAside(range, pgmap.altmap, pfn);
  if (aside) return aside;
  if (pgmap.pagesPerCompound === 1) return 'page';
  const offset = (pfn - pfnFirst(range, pgmap.altmap)) % pgmap.pagesPerCompound;
  return offset === 0 ? 'head' : offset === 1 ? 'first tail' : 'tail';
}

/** `2 compounds, `: those that have a struct page among [from, last]; empty where there are none. */
function compoundsIn(pgmap: PgmapPopulation, range: RangePopulation, from: number, last: number): string {
  const nr = pgmap.pagesPerCompound;
  const first = pfnFirst(range, pgmap.altmap);
  if (nr === 1 || last < first) return '';
  const nth = (pfn: number): number => Math.floor((Math.max(pfn, first) - first) / nr);
  return `${plural(nth(last) - nth(from) + 1, 'compound')}, `;
}

/** `head, tails 1–63` · `tails 64–127` · `pages 0–63`: the struct pages in a vmemmap page, counted in the unit. */
export function contentsOf(m: MachineFacts, pgmap: PgmapPopulation, unit: Unit, page: number): string {
  const [from, to] = pfnsOfPage(m, unit.range, page);
  const first = Math.max(from, unit.startPfn) - unit.startPfn;
  const last = Math.min(to, unit.endPfn) - unit.startPfn - 1;
  if (last < first) return 'no struct page of the range';
  if (unit.kind === 'section')
    return `${compoundsIn(pgmap, unit.range, unit.startPfn + first, unit.startPfn + last)}pages ${first}–${last}`;
  if (first > 0) return first === last ? `tail ${first}` : `tails ${first}–${last}`;
  return last === 0 ? 'head' : last === 1 ? 'head, tail 1' : `head, tails 1–${last}`;
}

/** Where the frame of a run lies. */
export const whereIs = (run: Run): string =>
  run.rule === 'altmap'
    ? 'on the device'
    : run.rule === 'boot-memmap'
      ? 'in RAM since boot'
      : run.kind === 'none'
        ? 'nowhere'
        : 'in RAM';

/** A vmemmap page in one sentence: accessible name and tooltip of its row. */
export function pageSentence(
  m: MachineFacts,
  pgmap: PgmapPopulation,
  unit: Unit,
  run: Run,
  page: number,
  aliased: boolean,
): string {
  const what = `vmemmap page ${grouped(page - unit.firstPage)} of the ${unit.kind}: ${contentsOf(m, pgmap, unit, page)}`;
  const frame = run.frame !== null && walks(run) ? run.frame + page - run.first : run.frame;
  const backing =
    frame === null
      ? 'not mapped'
      : run.kind === 'shared'
        ? `shares frame ${grouped(frame)}`
        : run.kind === 'huge'
          ? `frame ${grouped(frame)}, in a huge block ${whereIs(run)}`
          : `frame ${grouped(frame)} of its own, ${whereIs(run)}`;
  const bug = aliased ? '. This head has no frame of its own' : '';
  return `${what}; ${backing} (${RULE_NAMES[run.rule]}) at ${pageVirtual(m, unit, page)}${bug}`;
}
