/** What the kernel's log says of the machine's memory: e820, ACPI SRAT, memblock's nodes. */
import type { PhysRange } from '../engine/types';
import type { ExtentKind } from './facts';
import type { Format } from './format';
import type { Page } from './page';
import type { Line } from './text';

const TOOL = 'dmesg';

/** `BIOS-e820: [mem 0x…-0x…] usable` (e820__print_table(), arch/x86/kernel/e820.c); `user:` is what memmap= made of it. */
const E820 =
  /\b(BIOS-e820|BIOS-88|BIOS-e801|user|extended|modified|Xen|reserve setup_data): \[mem (0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16})\] (usable|reserved|ACPI data|ACPI NVS|unusable|persistent|soft reserved|device reserved|type \d+)/gi;
/** `ACPI: SRAT: Node 2 PXM 2 [mem 0x…-0x…] hotplug` (acpi_numa_memory_affinity_init()). */
const SRAT = /\bSRAT: Node (\d{1,4}) PXM \d+ \[mem (0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16})\]/i;
/** `  node   0: [mem 0x…-0x…]` (free_area_init(), mm/mm_init.c). */
const NODE = /^\s*node\s+(\d{1,4}): \[mem (0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16})\]/;

/** What of it a driver takes, under the names of /proc/iomem. */
const NAMED: Readonly<Record<string, { readonly of: ExtentKind; readonly name: string }>> = {
  'soft reserved': { of: 'soft-reserved', name: 'Soft Reserved' },
  persistent: { of: 'persistent', name: 'Persistent Memory' },
};

interface Entry {
  readonly by: string;
  readonly range: PhysRange;
  readonly type: string;
  readonly line: Line;
  /** Where it begins in the line. */
  readonly at: number;
}

/** `efi: mem12: [Conventional Memory| |SP| …] range=[0x…-0x…] (4096MB)`: EFI_MEMORY_SP soft-reserves. */
const EFI =
  /\befi: mem\d+: \[([^|\]]{1,40})\|([^\]]{0,80})\] range=\[(0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16})\]/i;

const rangeOf = (start: string, end: string): PhysRange => ({ start: BigInt(start), end: BigInt(end) });

export const firmwareMap: Format = {
  name: 'dmesg (e820, SRAT, memory nodes)',
  read(page) {
    const e820: Entry[] = [];
    for (const line of page.free()) {
      const text = line.body.slice(0, 300);
      // A copy from a web page may have lost its line ends.
      const found = [...line.body.slice(0, 20_000).matchAll(E820)];
      for (const m of found)
        e820.push({ by: m[1]!, range: rangeOf(m[2]!, m[3]!), type: m[4]!.toLowerCase(), line, at: m.index });
      const taken = found.length > 0 || readNodes(page, text, line) || readEfi(page, text, line);
      if (taken) page.take(line);
    }
    // What the kernel made of the firmware's map replaces it.
    const user = e820.some(({ by }) => by === 'user');
    for (const entry of e820) readE820(page, entry, user);
  },
};

function readEfi(page: Page, text: string, line: Line): boolean {
  const m = EFI.exec(text);
  if (!m) return false;
  const range = rangeOf(m[3]!, m[4]!);
  const type = /\|?\bSP\b/.test(m[2]!) ? 'soft reserved' : /^Persistent/i.test(m[1]!) ? 'persistent' : '';
  const named = NAMED[type];
  if (named && range.end > range.start)
    page.add(
      { kind: 'extent', ...named, range, source: page.ofLine(TOOL, line), kmem: false, node: undefined },
      TOOL,
    );
  return true;
}

function readNodes(page: Page, text: string, line: Line): boolean {
  const srat = SRAT.exec(text);
  const node = NODE.exec(text);
  const m = srat ?? node;
  if (!m) return /\bSRAT: PXM \d|\bEarly memory node ranges\b|\bMovable zone start\b/.test(text);
  const range = rangeOf(m[2]!, m[3]!);
  const source = page.ofLine(TOOL, line);
  if (range.end < range.start) return true;
  page.add(
    srat
      ? { kind: 'node', range, node: Number(m[1]), source }
      : { kind: 'ram', map: 'memblock', range, node: Number(m[1]), source },
    TOOL,
  );
  return true;
}

function readE820(page: Page, { by, range, type, line, at }: Entry, user: boolean): void {
  const source = page.ofLine(TOOL, line, at);
  page.tools.add(TOOL);
  if (by === 'reserve setup_data' || (user && by !== 'user') || range.end < range.start) return;
  page.add({ kind: 'machine', key: 'arch', value: 'x86_64', rank: 0, source }, TOOL);
  if (type === 'usable') return page.add({ kind: 'ram', map: 'e820', range, node: undefined, source }, TOOL);
  const named = NAMED[type];
  if (named) page.add({ kind: 'extent', ...named, range, source, kmem: false, node: undefined }, TOOL);
}
