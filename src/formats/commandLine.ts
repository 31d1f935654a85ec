/** The kernel command line, wherever it stands: /proc/cmdline, a log, a boot loader's configuration, a few words of it. */
import { readMemmap } from './memmapOptions';
import { memparse } from './memparse';
import type { MachineFact } from './facts';
import type { Format } from './format';
import type { Page } from './page';
import type { Line } from './text';

const TOOL = 'kernel command line';

/** Options that are read, or that no other text has. One of them makes a line a command line. */
const SHOWS =
  /(?:^|[\s"'=])(?:memmap=\d|memmap=0x|efi_fake_mem=|hugetlb_free_vmemmap=|default_hugepagesz=|hugepagesz=|hugepages=[\d:,]|BOOT_IMAGE=|memhp_default_state=|root=(?:\/dev|UUID|PARTUUID|LABEL)\S* )/;

export interface Option {
  readonly key: string;
  readonly value: string;
  /** Of the option, in the line's body. */
  readonly at: number;
  readonly length: number;
}

export const commandLine: Format = {
  name: 'kernel command line',
  read(page) {
    for (const line of page.free()) {
      if (!SHOWS.test(line.body)) continue;
      page.take(line);
      page.tools.add(TOOL);
      readOptions(page, line, optionsIn(line.body));
    }
  },
};

/** Words `key=value`; the quotes and backslashes that boot loaders put around them are no part of it. */
function optionsIn(text: string): Option[] {
  return [...text.matchAll(/[^\s"']+/g)].flatMap((m) => {
    const word = m[0];
    // GRUB_CMDLINE_LINUX="memmap=…" and -append "…": what is before the last such name is theirs.
    const equals = word.indexOf('=');
    if (equals <= 0) return [];
    const value = word.slice(equals + 1).replace(/\\+(?=[!$#@%])/g, '');
    return [{ key: word.slice(0, equals).replace(/-/g, '_'), value, at: m.index, length: word.length }];
  });
}

function readOptions(page: Page, line: Line, options: readonly Option[]): void {
  const hugepages = new Hugepages(page, line, options);
  for (const option of options) {
    if (option.key === 'memmap' || option.key === 'efi_fake_mem')
      readMemmap(page, page.ofLine(TOOL, line, option.at, option.length), option);
    else if (option.key === 'hugetlb_free_vmemmap') readSwitch(page, line, option);
    else hugepages.read(option);
  }
}

const ON = /^(?:1|y|yes|on|t|true)$/i;
const OFF = /^(?:0|n|no|off|f|false)$/i;

/** kstrtobool() of early_param("hugetlb_free_vmemmap"). */
function readSwitch(page: Page, line: Line, { value, at, length }: Option): void {
  const source = page.ofLine(TOOL, line, at, length);
  if (!ON.test(value) && !OFF.test(value))
    return page.say(
      'assumed-value',
      'hint',
      source,
      `hugetlb_free_vmemmap takes on or off; the kernel leaves it as it is.`,
    );
  const fact: MachineFact = {
    kind: 'machine',
    key: 'hugetlb_free_vmemmap',
    value: ON.test(value),
    rank: 3,
    source,
  };
  page.add(fact, TOOL);
}

/** hugepages= counts pages of the hugepagesz= before it, else of the default size (mm/hugetlb.c). */
class Hugepages {
  #size: bigint | undefined;
  readonly #usual: bigint;

  constructor(
    readonly page: Page,
    readonly line: Line,
    options: readonly Option[],
  ) {
    const given = options.find(({ key }) => key === 'default_hugepagesz');
    this.#usual = (given && memparse(given.value)) ?? 2n << 20n;
  }

  read({ key, value, at, length }: Option): void {
    if (key === 'hugepagesz') this.#size = memparse(value);
    if (key !== 'hugepages') return;
    const source = this.page.ofLine(TOOL, this.line, at, length);
    const pageSize = this.#size ?? this.#usual;
    for (const part of value.split(',').slice(0, 1024)) {
      const m = /^(?:(\d{1,3}):)?(\d{1,9})$/.exec(part);
      if (!m) {
        this.page.say(
          'bad-value',
          'hint',
          source,
          `hugepages=${part.slice(0, 40)} is no number of pages; it is left out.`,
        );
        continue;
      }
      const node = m[1] === undefined ? undefined : Number(m[1]);
      if (Number(m[2]) > 0)
        this.page.add({ kind: 'pool', pageSize, count: Number(m[2]), node, when: 'boot', source }, TOOL);
    }
  }
}
