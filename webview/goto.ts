/** `Go to`: a physical address, a pfn, a vmemmap address or the number of a compound, as people write them. */
import { grouped } from '../src/engine/units';
import type { Model } from './model';
import { unitOfPfn } from './unit';
import type { Action, Focus } from './view';

const NUMBER = /^(0x[0-9a-f_]+|[0-9][0-9_,]*)$/i;

function parse(text: string): bigint | undefined {
  const plain = text.trim();
  return NUMBER.test(plain) ? BigInt(plain.replace(/[_,]/g, '').toLowerCase()) : undefined;
}

/** What to do, or a sentence that says why not. */
export function goTo(text: string, model: Model, focus: Focus | undefined): Action | string {
  const trimmed = text.trim().toLowerCase();
  const compound = /^#\s*(.+)$/.exec(trimmed);
  if (compound) {
    const n = parse(compound[1]!);
    const of = focus?.unit?.of ?? 0;
    if (n === undefined || n < 1n || n > BigInt(of)) return `There are ${grouped(of)} to choose from.`;
    return { do: 'unit', unit: Number(n) - 1 };
  }
  const isPfn = /^pfn\b/.test(trimmed);
  const n = parse(trimmed.replace(/^pfn\s*/, ''));
  if (n === undefined) return 'Write an address (0x…), pfn 0x…, or # and a number.';
  const { machine: m } = model;
  const base = m.vmemmapBase === null ? null : BigInt(m.vmemmapBase);
  const wide = isPfn
    ? n
    : base !== null && n >= base
      ? (n - base) / BigInt(m.structPageSize)
      : n >> BigInt(m.pageShift);
  const pfn = Number(wide);
  if (!Number.isSafeInteger(pfn)) return 'That is beyond any physical address.';
  const holders = model.devices.filter((d) => unitOfPfn(m, d.population, pfn) !== undefined);
  const device = holders.find((d) => d === focus?.device) ?? holders[0];
  return device ? { do: 'goto', device: device.key, pfn } : `No device holds pfn 0x${pfn.toString(16)}.`;
}
