/** Where one is: the way from all devices down to one struct page, each step a way back; and the machine. */
import type { JSX } from 'preact';
import { formatBytes, grouped } from '../src/engine/units';
import { Button, Link } from './button';
import type { Actions } from './head';
import type { Model } from './model';
import { levelOf } from './level';
import { pfnsOfPage } from './unit';
import { focusOf, type Focus, type Level, type View } from './view';

interface Step {
  readonly level: Level;
  readonly words: string;
  /** What a click does. */
  readonly label: string;
}

function stepsOf(model: Model, focus: Focus | undefined): Step[] {
  const steps: Step[] = [{ level: 'all', words: 'All devices', label: 'All devices of the file (0)' }];
  if (!focus) return steps;
  const { device, unit, page } = focus;
  steps.push({ level: 'device', words: device.name, label: `All of ${device.name} (0)` });
  if (!unit) return steps;
  const where = `${unit.kind} ${grouped(unit.index + 1)}`;
  const nth = grouped(page - unit.firstPage);
  const pfn = focus.view.pfn ?? Math.max(unit.startPfn, pfnsOfPage(model.machine, unit.range, page)[0]);
  steps.push(
    { level: 'unit', words: `${where} of ${grouped(unit.of)}`, label: `Look at ${where}` },
    { level: 'page', words: `page ${nth}`, label: `Look at vmemmap page ${nth} of it` },
    { level: 'struct', words: `pfn 0x${pfn.toString(16)}`, label: 'Look at this struct page' },
  );
  return steps;
}

export function Breadcrumb({
  model,
  view,
  act,
  openExport,
}: {
  model: Model;
  view: View;
  openExport: (() => void) | undefined;
} & Pick<Actions, 'act'>): JSX.Element {
  const focus = focusOf(model, view);
  const level = levelOf(model, view);
  const at = focus ? model.devices.indexOf(focus.device) : -1;
  const to = (step: number) => (): void => act({ do: 'device', key: model.devices[at + step]!.key });
  const { machine: m } = model;
  return (
    <header>
      <nav aria-label="Where you are">
        <ol>
          {stepsOf(model, focus).map((step) => (
            <li key={step.level} aria-current={step.level === level ? 'location' : undefined}>
              {step.level === level ? (
                <b>{step.words}</b>
              ) : (
                <Link label={step.label} run={() => act({ do: 'level', level: step.level })}>
                  {step.words}
                </Link>
              )}
            </li>
          ))}
        </ol>
      </nav>
      {focus && model.devices.length > 1 && (
        <span class="group">
          <Button label="Previous device ([)" disabled={at <= 0} run={to(-1)}>
            ‹
          </Button>
          <span class="quiet">
            device {at + 1} of {grouped(model.devices.length)}
          </span>
          <Button label="Next device (])" disabled={at >= model.devices.length - 1} run={to(1)}>
            ›
          </Button>
        </span>
      )}
      {openExport && (
        <Button label="Export what is seen (E)" run={openExport}>
          Export…
        </Button>
      )}
      <span class="machine quiet">
        {m.arch} · Linux {m.kernel} · {formatBytes(2 ** m.pageShift)} pages · struct page {m.structPageSize} B
      </span>
    </header>
  );
}
