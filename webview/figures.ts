/** The figures at the head of the panel: one big number, what it is of, and a bar. Words and shares; nothing of the DOM. */
import type { Totals } from '../src/engine/types';
import { exactBytes, formatBytes, grouped, percent } from '../src/engine/units';
import { whyNoDedup } from '../src/engine/whyNoDedup';
import type { PanelFinding } from '../src/protocol';
import { aliasedHeads } from './frames';
import type { Device, Model } from './model';
import { pageBytes, unitCount } from './unit';
import { plural } from './words';

export interface Share {
  readonly kind: 'before' | 'data' | 'tables' | 'saved' | 'device';
  readonly bytes: number;
  readonly label: string;
}

/** One of two, on one scale. */
export interface Bar {
  readonly name: string;
  readonly shares: readonly Share[];
  /** What is left of the scale. */
  readonly rest: number;
}

export interface Figures {
  readonly mood: 'saved' | 'plain' | 'error';
  /** `4,086 MiB saved`, or the finding in its place. */
  readonly headline: string;
  /** What it is of, and why. */
  readonly lines: readonly string[];
  readonly after: string;
  readonly afterParts: string;
  readonly exact: string;
  /** Empty where there is nothing to compare. */
  readonly bars: readonly Bar[];
  /** For the live region. */
  readonly spoken: string;
  /** The finding that took the headline. */
  readonly finding: PanelFinding | null;
}

/** Before and after: the longer one fills the scale. */
function barsOf(t: Totals, onDevice: number): readonly Bar[] {
  const share = (kind: Share['kind'], bytes: number, what: string): Share => ({
    kind,
    bytes,
    label: `${formatBytes(bytes)} ${what}`,
  });
  const device = share('device', onDevice, 'on the device');
  const before = t.bytesData + t.bytesPageTables + t.bytesSaved;
  const bars = [
    { name: 'before', shares: [share('before', before, 'without sharing'), device] },
    {
      name: 'after',
      shares: [
        share('data', t.bytesData, 'struct pages'),
        share('tables', t.bytesPageTables, 'page tables'),
        share('saved', Math.max(0, t.bytesSaved), 'saved'),
        device,
      ],
    },
  ].map(({ name, shares }) => ({ name, shares: shares.filter((s) => s.bytes > 0) }));
  const sum = (shares: readonly Share[]): number => shares.reduce((n, s) => n + s.bytes, 0);
  const scale = Math.max(...bars.map((bar) => sum(bar.shares)));
  return scale > 0 ? bars.map((bar) => ({ ...bar, rest: scale - sum(bar.shares) })) : [];
}

/** What both levels say of a sum. `subject` is `256 GiB at 1 GiB align` or `5 devices`. */
function ofTotals(model: Model, t: Totals, subject: string): Figures {
  const onDevice = t.altmapFrames * pageBytes(model.machine);
  const after = t.bytesData + t.bytesPageTables;
  const before = after + t.bytesSaved;
  const saved = t.bytesSaved > 0;
  const headline = saved
    ? `${formatBytes(t.bytesSaved)} saved`
    : t.bytesSaved < 0
      ? `${formatBytes(-t.bytesSaved)} more than without sharing`
      : onDevice > 0
        ? `${formatBytes(onDevice)} kept on the device`
        : 'Nothing saved';
  const line = saved
    ? `of ${formatBytes(before)} of RAM for the struct pages of ${subject} · ${percent(t.bytesSaved, before)}`
    : `${formatBytes(t.structPages * model.machine.structPageSize)} of struct pages for ${subject}`;
  const parts = [`${formatBytes(t.bytesData)} struct pages`, `${formatBytes(t.bytesPageTables)} page tables`];
  const boot =
    t.bootFrames > 0
      ? `; ${formatBytes(t.bootFrames * pageBytes(model.machine))} more were there since boot`
      : '';
  return {
    mood: saved ? 'saved' : 'plain',
    headline,
    lines: [line],
    after: formatBytes(after),
    afterParts: `${parts.join(' + ')}${boot}`,
    exact: saved ? `saved ${exactBytes(t.bytesSaved)}, RAM ${exactBytes(after)}` : `RAM ${exactBytes(after)}`,
    bars: barsOf(t, onDevice),
    spoken: `${headline}. RAM after: ${formatBytes(after)}.`,
    finding: null,
  };
}

/** `3 of 4 heads land on a shared tail page`: the bug in the reader's own numbers. */
function aliasHeadline(model: Model, device: Device): string | undefined {
  const heads = aliasedHeads(model.machine, device.population);
  const all = unitCount(model.machine, device.population);
  return heads > 0
    ? `${grouped(heads)} of ${plural(all, 'head')} land${heads === 1 ? 's' : ''} on a shared tail page`
    : undefined;
}

/** A message as headline and the rest: its first sentence, if that is short enough to be one. */
function split(message: string): readonly [string, string] {
  const end = message.search(/[.:;](\s|$)/);
  return end > 0 && end <= 90
    ? [message.slice(0, end), message.slice(end + 1).trim()]
    : [message.slice(0, 90), message];
}

export function deviceFigures(model: Model, device: Device): Figures {
  const { population } = device;
  const { totals: t, outcome } = population;
  const bytes = t.structPages * pageBytes(model.machine);
  const align = formatBytes(population.pagesPerCompound * pageBytes(model.machine));
  const compounds = population.pagesPerCompound > 1 ? `, ${align} compounds` : '';
  const base = ofTotals(model, t, `${formatBytes(bytes)}${compounds}`);
  const error = device.findings.find((f) => f.severity === 'error');
  if (!outcome.ok) {
    const headline = `▲ ${outcome.errno} from ${outcome.function}()`;
    const lines = [outcome.message, ...(error && error.message !== outcome.message ? [error.message] : [])];
    return {
      ...base,
      mood: 'error',
      headline,
      lines,
      after: '',
      afterParts: '',
      exact: '',
      bars: [],
      spoken: `${device.name}: ${headline}`,
      finding: error ?? null,
    };
  }
  if (error) {
    const alias = error.code === 'head-aliasing' ? aliasHeadline(model, device) : undefined;
    const [first, rest] = split(error.message);
    const headline = `▲ ${alias ?? first}`;
    const lines = [rest.charAt(0).toUpperCase() + rest.slice(1)].filter((l) => l !== '');
    return {
      ...base,
      mood: 'error',
      headline,
      lines,
      bars: [],
      exact: '',
      spoken: `${device.name}: ${headline}`,
      finding: error,
    };
  }
  const why = population.dedupOff
    ? [`Not shared: ${whyNoDedup(population.dedupOff, model.machine.mmu)}.`]
    : [];
  return { ...base, lines: [...base.lines, ...why], spoken: `${device.name}: ${base.spoken}` };
}

export function totalFigures(model: Model): Figures {
  const failed = model.devices.filter((d) => !d.population.outcome.ok).length;
  const base = ofTotals(model, model.totals, plural(model.devices.length - failed, 'device'));
  const errors = model.findings.filter((f) => f.severity === 'error').length;
  const lines = [...base.lines];
  if (failed > 0) lines.push(`${plural(failed, 'device')} the kernel refuses: not counted.`);
  if (errors > 0) lines.push(`▲ ${plural(errors, 'error')} below.`);
  return { ...base, lines };
}

/** For the live region: the focused device, and all of them where there are more. */
export function spokenOf(model: Model, figures: Figures): string {
  if (model.devices.length < 2) return figures.spoken;
  const all = totalFigures(model).spoken;
  return all === figures.spoken ? `All devices: ${all}` : `${figures.spoken} All devices: ${all}`;
}
