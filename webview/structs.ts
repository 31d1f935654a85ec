/** The struct pages in the selected vmemmap page. */
import { at } from '../src/engine/runs';
import { grouped } from '../src/engine/units';
import { isAliased } from './frames';
import { rect, text, type Mark, type Size, type Strip } from './marks';
import type { Model } from './model';
import { pfnsOfPage } from './unit';
import type { Focus } from './view';
import { contentsOf, pageVirtual, plural, roleOf, address } from './words';

const HEIGHT = 26;
const GAP = 2;
/** More struct pages than this are drawn several to a cell. */
const MOST = 256;

export function structsStrip(model: Model, focus: Focus, size: Size): Strip | undefined {
  const { unit, page } = focus;
  if (!unit || unit.endPage <= unit.firstPage) return undefined;
  const { machine: m } = model;
  const pgmap = focus.device.population;
  const [from, to] = pfnsOfPage(m, unit.range, page);
  const each = Math.max(1, Math.ceil((to - from) / MOST));
  const cells = Math.ceil((to - from) / each);
  const columns = [64, 32, 16, 8].find((n) => n <= cells && size.width / n >= 23) ?? 8;
  const width = size.width / columns;
  const shared = at(unit.range.runs, page)?.kind === 'shared';
  const alias = isAliased(pgmap, unit);
  const marks: Mark[] = [];
  for (let i = 0; i < cells; i++) {
    const pfn = from + i * each;
    const last = Math.min(pfn + each, to) - 1;
    const role = roleOf(pgmap, unit, pfn);
    const bad = alias && role === 'head';
    const chosen = focus.view.pfn !== null && focus.view.pfn >= pfn && focus.view.pfn <= last;
    const x = (i % columns) * width;
    const y = 2 + Math.floor(i / columns) * (HEIGHT + GAP);
    const kind = role === 'first tail' ? 'first-tail' : role === 'page' ? 'plain' : role;
    const words = `struct page of pfn 0x${pfn.toString(16)}${last > pfn ? `–0x${last.toString(16)}` : ''}, ${address(m, pfn)}: ${role === 'outside' ? 'outside the range' : role}`;
    const looks = `struct ${kind}${bad ? ' alias' : ''}${shared ? ' lent' : ''}${chosen ? ' selected' : ''}`;
    marks.push(
      rect(looks, x, y, width - GAP, HEIGHT, {
        id: `struct-${i}`,
        radius: 2,
        label: words,
        action: { do: 'struct', pfn },
        current: chosen,
      }),
    );
    const name = role === 'head' ? (bad ? 'H▲' : 'H') : role === 'outside' ? '·' : String(pfn - from);
    if (name.length * 6 <= width - 4)
      marks.push(
        text(`struct-name mono ${kind}${bad ? ' alias' : ''}`, x + (width - GAP) / 2, y + 17, name, {
          anchor: 'middle',
        }),
      );
  }
  return {
    id: 'structs',
    title: `vmemmap page ${grouped(page - unit.firstPage)} · ${plural(to - from, 'struct page')}: ${contentsOf(m, pgmap, unit, page)}`,
    note: pageVirtual(m, unit, page),
    width: size.width,
    height: 4 + Math.ceil(cells / columns) * (HEIGHT + GAP),
    marks,
  };
}
