/** Below the picture: the way from unit to unit, why a page is as it is, one struct page in words, and the mapping as a table. */
import type { JSX } from 'preact';
import { pfnFirst } from '../src/engine/altmap';
import { mappedBy } from '../src/engine/refcounts';
import { at } from '../src/engine/runs';
import { why } from '../src/engine/why';
import { Button } from './button';
import { frameOf } from './cards';
import { isAliased } from './frames';
import type { Strip } from './marks';
import { grouped } from '../src/engine/units';
import type { Model } from './model';
import { pfnsOfPage, type Unit } from './unit';
import type { Action, Focus } from './view';
import { address, pageSentence, plural, roleOf, structVirtual } from './words';

interface Props {
  readonly model: Model;
  readonly focus: Focus;
  readonly act: (action: Action) => void;
}

/** From unit to unit of the focused device. */
function Steps({ focus, unit, act }: Omit<Props, 'model'> & { unit: Unit }): JSX.Element {
  const step = (index: number, label: string, sign: string): JSX.Element => (
    <Button
      label={label}
      disabled={index === unit.index || index < 0 || index >= unit.of}
      run={() => act({ do: 'unit', unit: index })}
    >
      {sign}
    </Button>
  );
  return (
    <>
      {step(0, `First ${unit.kind} (Home)`, '«')}
      {step(unit.index - 1, `Previous ${unit.kind} (←)`, '‹')}
      {step(unit.index + 1, `Next ${unit.kind} (→)`, '›')}
      {step(unit.of - 1, `Last ${unit.kind} (End)`, '»')}
      {focus.opened === null ? null : (
        <Button label="Fold the middle (U)" run={() => act({ do: 'fold' })}>
          fold
        </Button>
      )}
    </>
  );
}

export function Stepper({
  focus,
  act,
  note,
  go,
}: {
  focus: Focus | undefined;
  act: Props['act'];
  note: string;
  go: (text: string) => boolean;
}): JSX.Element {
  const unit = focus?.unit;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    if (go(event.target.value)) event.target.value = '';
  };
  return (
    <div class="stepper" role="group" aria-label={unit ? `Choose a ${unit.kind}` : 'Go to'}>
      {focus && unit && <Steps focus={focus} unit={unit} act={act} />}
      <input
        id="goto"
        type="text"
        spellcheck={false}
        autocomplete="off"
        placeholder="Go to 0x…, pfn 0x…, #n"
        aria-label="Go to a physical or vmemmap address, a pfn, or a number (G)"
        onKeyDown={onKey}
      />
      <span class="goto-note" role="status">
        {note}
      </span>
    </div>
  );
}

/** Stands in the free room of the mapping strip where there is enough of it, else below. */
export function Why({
  model,
  focus,
  free,
}: Omit<Props, 'act'> & { free: Strip['free'] }): JSX.Element | null {
  const { unit, page, device } = focus;
  const run = unit && at(unit.range.runs, page);
  if (!unit || !run) return null;
  const reason = why(run.rule, model.machine.arch, model.machine.mmu);
  const beside = free && free.width >= 200 && free.height >= 150;
  const style = beside
    ? { left: `${free.x}px`, top: `${free.y}px`, width: `${free.width}px`, maxHeight: `${free.height}px` }
    : {};
  const alias = isAliased(device.population, unit) && page === unit.firstPage;
  return (
    <aside class={`why${beside ? ' beside' : ''}${alias ? ' alarm-box' : ''}`} style={style} aria-label="Why">
      <h3>Why page {grouped(page - unit.firstPage)}</h3>
      <p>{reason.sentence}</p>
      <p>
        <code>{reason.function}</code> <span class="quiet">{reason.file}</span>
      </p>
      <p class="quiet">{pageSentence(model.machine, device.population, unit, run, page, alias)}.</p>
    </aside>
  );
}

/** One struct page: its pfn, its part in the compound and what compound_head() gives. */
export function StructLine({ model, focus }: Omit<Props, 'act'>): JSX.Element | null {
  const { unit, page, device } = focus;
  if (!unit) return null;
  const { machine: m } = model;
  const [from] = pfnsOfPage(m, unit.range, page);
  const pfn = focus.view.pfn ?? Math.max(from, unit.startPfn);
  const role = roleOf(device.population, unit, pfn);
  const nr = device.population.pagesPerCompound;
  const first = pfnFirst(unit.range, device.population.altmap);
  const head = first + Math.floor((pfn - first) / nr) * nr;
  const run = at(unit.range.runs, page);
  const order = Math.log2(nr);
  const frame = run ? frameOf(run, page) : null;
  const mapped = frame === null ? 0 : mappedBy(device.population.ranges, frame);
  const words = {
    outside: 'outside the range',
    reserve: 'kept back for the info block, not initialised',
    altmap: 'set aside for the memmap (altmap), a page of its own (order 0)',
    page: 'a page of its own (order 0)',
    head: `head, order ${order}`,
    'first tail': `first tail; compound_head() gives pfn 0x${head.toString(16)}`,
    tail: `tail; compound_head() gives pfn 0x${head.toString(16)}`,
  }[role];
  return (
    <p class="struct-line">
      {!unit.range.baseKnown && 'Addresses are those of an assumed base: '}
      <span class="mono">pfn 0x{pfn.toString(16)}</span> at <span class="mono">{address(m, pfn)}</span>:{' '}
      {words}. <span class="mono">struct page</span> at <span class="mono">{structVirtual(m, pfn)}</span>.
      {frame !== null && (
        <>
          {' '}
          On frame {grouped(frame)}
          {run?.kind === 'huge' ? ', in a huge block' : `, mapped by ${plural(mapped, 'vmemmap page')}`}.
        </>
      )}
      {run?.kind === 'shared' &&
        ' These struct pages are the same memory at every page that maps this frame.'}
    </p>
  );
}
