/** An analysis as a picture is made from it: plain data, with the user's own words cut to what can be shown. */
import type { Analysis } from '../config/analyse';
import { costFacts } from './costFacts';
import { leafShift, pageSize } from '../engine/arch';
import { hex } from '../engine/units';
import { printable } from '../report/words';
import type { Finding } from '../config/model';
import type { EngineFinding, Machine, PgmapPopulation } from '../engine/types';
import type { MachineFacts, PanelFinding, RamSpan, ShowMessage } from '../protocol';

/** A name, and a sentence that quotes one, may be as long as the file. */
export const LONGEST_NAME = 200;
export const LONGEST_SENTENCE = 4000;

export function cut(text: string, longest: number): string {
  const shown = printable(text);
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
}

const factsOf = ({ arch, structPageSize, kernel, pagingLevels }: Machine): MachineFacts => ({
  arch: arch.name,
  pageShift: arch.pageShift,
  sectionShift: arch.sectionShift,
  pmdShift: leafShift(arch),
  ...(arch.mmu ? { mmu: arch.mmu } : {}),
  structPageSize,
  kernel: cut(kernel.text, LONGEST_NAME),
  vmemmapBase: arch.vmemmapBase && hex(arch.vmemmapBase[pagingLevels]),
});

/** RAM in whole pages: one that is RAM in part counts. */
function ramOf({ ram, arch }: Machine): RamSpan[] | null {
  const size = BigInt(pageSize(arch));
  return (
    ram?.map((r) => ({ startPfn: Number(r.start / size), endPfn: Number(r.end / size) + 1, node: r.node })) ??
    null
  );
}

/** What refuses a namespace says its name. */
function shown(pgmap: PgmapPopulation): PgmapPopulation {
  const name = cut(pgmap.name, LONGEST_NAME);
  if (pgmap.outcome.ok) return name === pgmap.name ? pgmap : { ...pgmap, name };
  return {
    ...pgmap,
    name,
    outcome: { ...pgmap.outcome, message: cut(pgmap.outcome.message, LONGEST_SENTENCE) },
  };
}

type Words = Pick<PanelFinding, 'code' | 'severity' | 'message' | 'fixes'>;

/** Made once: a keystroke leaves most of what is found as it was. */
const WORDS = new WeakMap<EngineFinding, Words>();

function wordsOf(finding: Finding): Words {
  const known = finding.found && WORDS.get(finding.found);
  if (known) return known;
  const { found, code, severity, message, fixes } = finding;
  const words: Words = {
    code,
    severity,
    message: cut(message, LONGEST_SENTENCE),
    fixes: fixes.length > 0 ? fixes.map(({ title }) => cut(title, LONGEST_NAME)) : undefined,
  };
  if (found) WORDS.set(found, words);
  return words;
}

/** `of`: the text that was analysed, its name not longer than can be shown. */
export const pictureOf = (
  { config, population, findings }: Analysis,
  of: Pick<ShowMessage, 'uri' | 'version' | 'fileName'>,
): ShowMessage => ({
  type: 'show',
  ...of,
  machine: factsOf(config.machine),
  population: { ...population, pgmaps: population.pgmaps.map(shown) },
  findings: findings.map((finding) => {
    const { code, severity, message, fixes } = wordsOf(finding);
    const place = finding.place ?? config.placeAt(finding.offset) ?? null;
    return { code, severity, message, place, offset: finding.offset, fixes };
  }),
  ram: ramOf(config.machine),
  costs: costFacts(config),
});
