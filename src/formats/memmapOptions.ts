/** `memmap=` and `efi_fake_mem=`: what they make of memory (parse_memmap_one(), arch/x86/kernel/e820.c). */
import { memparse } from './memparse';
import type { PhysRange } from '../engine/types';
import type { ExtentKind, Source } from './facts';
import type { Option } from './commandLine';
import type { Page } from './page';

const TOOL = 'kernel command line';

/** E820_TYPE_* (arch/x86/include/uapi/asm/e820 and e820/types.h) as memmap=nn%ss-o+n numbers them. */
const RAM_TYPE = 1n;
const PMEM_TYPES: readonly bigint[] = [7n, 12n];
const SOFT_RESERVED_TYPE = 0xefffffffn;
/** EFI_MEMORY_SP: the attribute that soft-reserves. */
const EFI_MEMORY_SP = 0x40000n;

/** One option may hold several, with commas between. */
export function readMemmap(page: Page, source: Source, { key, value }: Option): void {
  for (const part of value.split(',').slice(0, 1024)) {
    const known = key === 'memmap' ? memmap(page, source, part) : fakeMem(page, source, part);
    if (!known && part !== '')
      page.say(
        'bad-value',
        'hint',
        source,
        `${key}=${part.slice(0, 60)} is not of a form that the kernel takes; it is passed over.`,
      );
  }
}

/** nn@ss RAM, nn#ss ACPI, nn$ss reserved, nn!ss persistent, nn%ss-o+n from one type to another, nn a limit. */
function memmap(page: Page, source: Source, part: string): boolean {
  if (part === 'exactmap' || memparse(part) !== undefined) return true;
  const m =
    /^([0-9a-zA-Z]{1,30})([@#$!%])([0-9a-zA-Z]{1,30})((?:-[0-9a-zA-Z]{1,20})?(?:\+[0-9a-zA-Z]{1,20})?)$/.exec(
      part,
    );
  const range = m && rangeOf(m[1]!, m[3]!);
  if (!range) return false;
  const type = m[2]!;
  if (type === '@') page.add({ kind: 'ram', map: 'e820', range, node: undefined, source }, TOOL);
  else page.add({ kind: 'not-ram', range, source }, TOOL);
  if (type === '!') extent(page, source, 'persistent', range);
  if (type === '%') convert(page, source, range, m[4]!);
  return true;
}

/** nn%ss-o+n: without n the range is dropped. */
function convert(page: Page, source: Source, range: PhysRange, types: string): void {
  const to = /\+([0-9a-zA-Z]+)$/.exec(types)?.[1];
  const type = to === undefined ? undefined : memparse(to);
  if (type === undefined) return;
  if (PMEM_TYPES.includes(type)) extent(page, source, 'persistent', range);
  if (type === SOFT_RESERVED_TYPE) extent(page, source, 'soft-reserved', range);
  if (type === RAM_TYPE) page.add({ kind: 'ram', map: 'e820', range, node: undefined, source }, TOOL);
}

/** efi_fake_mem=nn@ss:attribute (drivers/firmware/efi/fake_mem.c, gone in 6.9). */
function fakeMem(page: Page, source: Source, part: string): boolean {
  const m = /^([0-9a-zA-Z]{1,30})@([0-9a-zA-Z]{1,30}):([0-9a-zA-Z]{1,20})$/.exec(part);
  const range = m && rangeOf(m[1]!, m[2]!);
  const attribute = m ? memparse(m[3]!) : undefined;
  if (!range || attribute === undefined) return false;
  if ((attribute & EFI_MEMORY_SP) === 0n) return true;
  page.add({ kind: 'not-ram', range, source }, TOOL);
  extent(page, source, 'soft-reserved', range);
  return true;
}

function rangeOf(size: string, start: string): PhysRange | undefined {
  const [bytes, from] = [memparse(size), memparse(start)];
  if (!bytes || from === undefined || from + bytes > 1n << 63n) return undefined;
  return { start: from, end: from + bytes - 1n };
}

function extent(page: Page, source: Source, of: ExtentKind, range: PhysRange): void {
  const name = of === 'persistent' ? 'Persistent Memory (legacy)' : 'Soft Reserved';
  page.add({ kind: 'extent', of, name, range, source, kmem: false, node: undefined }, TOOL);
}
