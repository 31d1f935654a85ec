/** The struct pages in the selected vmemmap page. */
import { at } from '../src/engine/runs';
import { isAliased } from './frames';
import { px, type Mark, type Size, type Strip } from './marks';
import type { Model } from './model';
import { pfnsOfPage } from './unit';
import type { Focus } from './view';
import { pageVirtual, plural, roleOf, address } from './words';

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
    const x = px((i % columns) * width);
    const y = 2 + Math.floor(i / columns) * (HEIGHT + GAP);
    const kind = role === 'first tail' ? 'tail' : role;
    marks.push({
      kind: 'rect',
      id: `struct-${i}`,
      class: `struct ${kind}${bad ? ' alias' : ''}${shared ? ' lent' : ''}${chosen ? ' selected' : ''}`,
      x,
      y,
      width: px(width - GAP),
      height: HEIGHT,
      radius: 2,
      label: `struct page of pfn 0x${pfn.toString(16)}${last > pfn ? `–0x${last.toString(16)}` : ''}, ${address(m, pfn)}: ${role === 'outside' ? 'outside the range' : role}`,
      action: { do: 'struct', pfn },
      current: chosen,
    });
    const index = pfn - unit.startPfn;
    const name = role === 'head' ? (bad ? 'H▲' : 'H') : role === 'outside' ? '·' : String(index);
    if (name.length * 6 <= width - 4)
      marks.push({
        kind: 'text',
        class: `struct-name mono ${kind}${bad ? ' alias' : ''}`,
        x: px(x + (width - GAP) / 2),
        y: y + 17,
        text: name,
        anchor: 'middle',
      });
  }
  return {
    id: 'structs',
    title: `vmemmap page ${(page - unit.firstPage).toLocaleString('en-US')} · ${plural(to - from, 'struct page')}`,
    note: pageVirtual(m, unit, page),
    width: size.width,
    height: 4 + Math.ceil(cells / columns) * (HEIGHT + GAP),
    marks,
  };
}
