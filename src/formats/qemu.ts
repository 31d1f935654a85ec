/** QEMU arguments: nvdimm, virtio-pmem and CXL type 3 devices over memory backends. Addresses are not in them. */
import { alignDown } from '../engine/align';
import { memparse } from './memparse';
import { exact } from './quantity';
import type { Source, Sourced } from './facts';
import type { Format } from './format';
import type { Page } from './page';
import type { Line } from './text';

const TOOL = 'QEMU arguments';

/** `-object memory-backend-file,id=mem1,size=17G`; commas in values are doubled. */
const ARGUMENT = /(?:^|\s)['"]?--?(object|device|machine|M|m|append)(?:\s+|=)['"]?([^\s'"\\]+)/g;
const CXL_WINDOW = /\bcxl-fmw\.\d+\.size=(\w+)/;

const SUBSECTION = 2n << 20n;

interface Backend {
  readonly size: bigint;
  readonly align: bigint;
  readonly source: Source;
}

interface Argument {
  readonly option: string;
  readonly driver: string;
  readonly values: Readonly<Record<string, string>>;
  readonly source: Source;
}

export const qemu: Format = {
  name: 'QEMU arguments',
  read(page) {
    const all = argumentsOf(page);
    const backends = new Map<string, Backend>();
    for (const { option, driver, values, source } of all) {
      if (option !== 'object' || !driver.startsWith('memory-backend')) continue;
      const size = memparse(values.size ?? '');
      const align = memparse(values.align ?? '') ?? 4096n;
      if (values.id && size) backends.set(values.id, { size, align, source });
    }
    for (const argument of all) if (argument.option === 'device') readDevice(page, argument, backends);
  },
};

function argumentsOf(page: Page): Argument[] {
  const all: Argument[] = [];
  for (const line of page.free()) {
    const found = [...line.body.matchAll(ARGUMENT)].filter(([, option, value]) => isOurs(option!, value!));
    const continued =
      /^\s*-{1,2}[a-z]\S* .*\\\s*$/.test(line.body) || /\bqemu-(?:system|kvm)/.test(line.body);
    if (found.length === 0 && !continued && !CXL_WINDOW.test(line.body)) continue;
    page.take(line);
    page.tools.add(TOOL);
    for (const m of found) all.push(argument(page, line, m));
  }
  return all;
}

const isOurs = (option: string, value: string): boolean =>
  option === 'object'
    ? value.startsWith('memory-backend')
    : option === 'device'
      ? /^[\w-]+,/.test(value)
      : value.includes('nvdimm');

function argument(page: Page, line: Line, m: RegExpExecArray): Argument {
  const value = m[2]!;
  const [driver = '', ...rest] = value.split(',');
  const values: Record<string, string> = {};
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals > 0) values[part.slice(0, equals)] = part.slice(equals + 1);
  }
  const at = m.index + m[0].length - value.length;
  return { option: m[1]!, driver, values, source: page.ofLine(TOOL, line, at, value.length) };
}

/** How much of each device holds data: a label area lies at the end of an nvdimm. */
function readDevice(
  page: Page,
  { driver, values, source }: Argument,
  backends: ReadonlyMap<string, Backend>,
): void {
  const named = /^nvdimm$|^virtio-pmem/.test(driver)
    ? [values.memdev]
    : driver === 'cxl-type3'
      ? [values['volatile-memdev'], values['persistent-memdev'], values.memdev]
      : [];
  for (const id of named) {
    if (id === undefined) continue;
    const backend = backends.get(id);
    if (!backend) {
      page.say(
        'missing-value',
        'warning',
        source,
        `${driver} ${values.id ?? id}: there is no memory backend "${id.slice(0, 40)}" with a size here; it is left out.`,
      );
      continue;
    }
    const label = driver === 'nvdimm' ? (memparse(values['label-size'] ?? '0') ?? 0n) : 0n;
    if (backend.size <= label) continue;
    const data = wholeUnits(page, backend, backend.size - label, values.id ?? id, source);
    const size: Sourced<ReturnType<typeof exact>> = { value: exact(data), source };
    page.add({ kind: 'unplaced', name: values.id ?? id, size, source, what: `QEMU ${driver}` }, TOOL);
  }
}

/** QEMU ends a device at a multiple of its backend's align (nvdimm_prepare_memory_region()), Linux at a subsection. */
function wholeUnits(page: Page, { align }: Backend, data: bigint, name: string, source: Source): bigint {
  const unit = align > SUBSECTION ? align : SUBSECTION;
  const rounded = alignDown(data, unit);
  if (rounded === data || rounded === 0n) return data;
  const taken = data % SUBSECTION === 0n ? data : rounded;
  page.say(
    'assumed-value',
    'hint',
    source,
    `${name}: ${data} bytes are left of its backend, of which QEMU and Linux use whole units of ${unit}: ${rounded}. ${taken} is taken.`,
  );
  return taken;
}
