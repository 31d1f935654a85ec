/** `releases`: the same pgmaps over all kernel releases, for people and for programs. */
import { formatBytes, grouped } from '../engine/units';
import { sourceOf } from '../engine/releaseSources';
import { firstRelease, inGroup, lastRelease, releasesText, whatChanged } from '../engine/whatChanged';
import { outcomeJson } from './layoutJson';
import { jsonText } from './json';
import { switchWords } from './switchWords';
import { escaped } from './markdown';
import { markdownTable, textTable } from './table';
import { pgmapWords, refusalWords, shortName } from './words';
import type { JsonValue } from './json';
import type { Table } from './table';
import type { HugetlbPool, HugetlbPopulation, Machine, Pgmap } from '../engine/types';
import type { Source } from '../engine/releaseSources';
import type { MappingKind, PgmapFigures, ReleaseGroup, Switched } from '../engine/whatChanged';

type Asked = readonly [machine: Machine, pgmaps: readonly Pgmap[], pools: readonly HugetlbPool[]];

/** A pgmap or a pool: what heads it, and its table and changes. */
interface Part {
  readonly title: string;
  readonly table: Table;
  /** What refuses it, where something does. */
  readonly refusals: readonly string[];
  readonly changes: readonly Change[];
}

interface Change {
  readonly releases: string;
  /** What kernels do from there on. */
  readonly what: string;
  /** The commit and where it is. */
  readonly why: string;
}

export function* releasesReportText(...asked: Asked): Generator<string> {
  yield `${overWords(asked[0])}\n`;
  for (const { title, table, refusals, changes } of parts(
    asked,
    (name) => shortName(name),
    (subject) => `"${subject}"`,
  )) {
    yield `\n${title}\n\n`;
    yield* textTable(table);
    if (refusals.length > 0) yield '\n';
    for (const refusal of refusals) yield `${refusal}\n`;
    for (const [i, { releases, what, why }] of changes.entries()) {
      if (i === 0 || changes[i - 1]!.releases !== releases) yield `\nfrom ${releases}\n`;
      yield `  ${what}\n      ${why}\n`;
    }
  }
}

export function* releasesReportMarkdown(...asked: Asked): Generator<string> {
  yield `# What changed over the releases\n\n${overWords(asked[0])}\n`;
  for (const { title, table, refusals, changes } of parts(asked, escaped, (subject) => `\`${subject}\``)) {
    yield `\n## ${title}\n\n`;
    yield* markdownTable(table);
    if (refusals.length + changes.length > 0) yield '\n';
    for (const refusal of refusals) yield `- ${escaped(refusal)}\n`;
    for (const { releases, what, why } of changes) yield `- **${releases}**: ${what}<br>${why}\n`;
  }
}

export function* releasesReportJson(...asked: Asked): Generator<string> {
  const [machine] = asked;
  const { pgmaps, hugetlb } = whatChanged(...asked);
  const figures = ({ outcome, mapping, ...numbers }: PgmapFigures): { [key: string]: JsonValue } => ({
    outcome: outcomeJson(outcome),
    mapping,
    ...numbers,
  });
  yield* jsonText({
    schema: 1,
    machine: {
      arch: machine.arch.name,
      kernel: machine.kernel.release,
      structPageSize: machine.structPageSize,
    },
    pgmaps: pgmaps.map(({ name, groups }) => ({ name, releases: groups.map((g) => groupJson(g, figures)) })),
    hugetlb: hugetlb.map(({ pageSize, count, groups }) => ({
      pageSize,
      count,
      releases: groups.map((g) =>
        groupJson(g, ({ frames, sharedTailFrames, bytesSaved }) => ({
          frames,
          sharedTailFrames,
          bytesSaved,
        })),
      ),
    })),
  });
  yield '\n';
}

function groupJson<F>(
  group: ReleaseGroup<F>,
  figures: (of: F) => { readonly [key: string]: JsonValue },
): JsonValue {
  const { from, to } = group;
  return {
    releases: releasesText(from, to),
    from: firstRelease(from),
    // Without a number it is the newest stable release of the series.
    to: lastRelease(to),
    ...figures(group.figures),
    switched: group.switched.map(switchedJson),
  };
}

function switchedJson({ flag, to, by, lacks }: Switched): JsonValue {
  const { commit, basis, note } = sourceOf(flag, by);
  const { since, stable = [] } = by;
  return { flag, to, lacksBackport: lacks, commit, since, stable, basis, note };
}

const overWords = ({ arch, structPageSize, kernel }: Machine): string =>
  `${arch.name}, ${structPageSize}-byte struct page; * marks the config's own Linux ${kernel.release}`;

/** `name` writes what a user wrote, `quote` a commit's subject. */
function parts(
  [machine, pgmaps, pools]: Asked,
  name: (text: string) => string,
  quote: (subject: string) => string,
): Part[] {
  const { pgmaps: histories, hugetlb } = whatChanged(machine, pgmaps, pools);
  return [
    ...histories.map(({ name: one, groups }, i) => ({
      title: `${name(one)}: ${pgmapWords(pgmaps[i]!)}`,
      table: pgmapTable(machine, groups),
      refusals: groups.flatMap(({ from, to, figures }) =>
        figures.outcome.ok ? [] : [`${releasesText(from, to)}: ${refusalWords(figures.outcome)}`],
      ),
      changes: groups.flatMap((group) => changesOf(group, quote)),
    })),
    ...hugetlb.map(({ pageSize, count, groups }) => ({
      title: `HugeTLB: ${grouped(count)} × ${formatBytes(pageSize)}`,
      table: poolTable(machine, groups),
      refusals: [],
      changes: groups.flatMap((group) => changesOf(group, quote)),
    })),
  ];
}

const releasesCell = (machine: Machine, group: ReleaseGroup<unknown>): string =>
  releasesText(group.from, group.to) + (inGroup(machine.kernel.release, group) ? ' *' : '');

const pgmapTable = (machine: Machine, groups: readonly ReleaseGroup<PgmapFigures>[]): Table => ({
  head: ['releases', 'mapping', 'RAM', 'saved', 'initialised', 'nr_memmap_pages'],
  right: [false, false, true, true, true, true],
  rows: groups.map((group) => {
    const { figures: f } = group;
    const cells = [releasesCell(machine, group), mappingWords(f)];
    if (!f.outcome.ok) return [...cells, '', '', '', ''];
    const counted = f.nrMemmapPages === null ? '-' : grouped(f.nrMemmapPages);
    return [
      ...cells,
      formatBytes(f.bytesRam),
      formatBytes(f.bytesSaved),
      grouped(f.initializedStructPages),
      counted,
    ];
  }),
});

const poolTable = (machine: Machine, groups: readonly ReleaseGroup<HugetlbPopulation>[]): Table => ({
  head: ['releases', 'frames', 'saved'],
  right: [false, true, true],
  rows: groups.map((group) => [
    releasesCell(machine, group),
    grouped(group.figures.frames),
    formatBytes(group.figures.bytesSaved),
  ]),
});

const MAPPING: Readonly<Record<MappingKind, string>> = {
  deduplicated: 'deduplicated',
  huge: 'PMD leaves',
  base: 'base pages',
  device: 'on the device',
  boot: 'boot memmap',
};

/** `deduplicated + boot memmap; 2 heads overwritten, with a WARNING`. */
function mappingWords({ outcome, mapping, aliasedHeads, warned }: PgmapFigures): string {
  if (!outcome.ok) return `refused, ${outcome.errno}`;
  const kinds = mapping.map((kind) => MAPPING[kind]).join(' + ') || '-';
  if (aliasedHeads === 0) return kinds;
  const heads = `${grouped(aliasedHeads)} head${aliasedHeads === 1 ? '' : 's'} overwritten`;
  return `${kinds}; ${heads}, ${warned ? 'with a WARNING' : 'silently'}`;
}

const changesOf = ({ from, switched }: ReleaseGroup<unknown>, quote: (subject: string) => string): Change[] =>
  switched.map(({ flag, to, by, lacks }) => ({
    releases: firstRelease(from),
    what: (lacks ? 'without the back-port that the series before has: ' : '') + switchWords(flag, to),
    why: commitWords(by, sourceOf(flag, by), quote),
  }));

/** `"subject", Linux 7.2, back-ported to 6.12.101, 7.1.6; inferred: …`. */
function commitWords(
  { since, stable = [] }: Switched['by'],
  { commit, basis, note }: Source,
  quote: (subject: string) => string,
): string {
  const where = [`Linux ${since}`, ...(stable.length > 0 ? [`back-ported to ${stable.join(', ')}`] : [])];
  const doubt = basis === 'inferred' ? `; inferred: ${note ?? ''}` : '';
  return `${commit ? `${quote(commit)}, ` : ''}${where.join(', ')}${doubt}`;
}
