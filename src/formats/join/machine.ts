/** The config's `machine`, but for its RAM: of all that was found the surest, and what speaks against it. */
import { archOf } from '../../engine/arch';
import { ARCH_NAMES } from '../../engine/archNames';
import { parseKernel } from '../../engine/kernel';
import { BEHAVIOUR_KEYS } from '../facts';
import { member } from './draft';
import type { Fact, MachineFact } from '../facts';
import type { Member, Says } from './draft';

const KEYS = ['kernel', 'arch', 'page_size', 'struct_page_size', 'mmu', 'hugetlb_free_vmemmap'] as const;

/** What a message calls them. */
const WORDS: Readonly<Partial<Record<MachineFact['key'], string>>> = {
  kernel: 'kernel release',
  arch: 'architecture',
  page_size: 'page size',
  struct_page_size: 'size of struct page',
  mmu: 'MMU',
  hugetlb_free_vmemmap: 'setting of hugetlb_free_vmemmap',
};

export function joinMachine(facts: readonly Fact[], says: Says): Member[] {
  const all = facts.filter((f) => f.kind === 'machine');
  const chosen = KEYS.flatMap((key) => {
    const best = pick(
      all.filter((f) => f.key === key),
      says,
    );
    return best ? [best] : [];
  });
  const members = fitting(chosen, says).map((f) =>
    member(f.key, JSON.stringify(f.value), f.source, remarkOn(f)),
  );
  const flags = BEHAVIOUR_KEYS.flatMap((key) => all.filter((f) => f.key === key).slice(-1));
  if (!flags[0]) return members;
  const json = flags.map((f) => `"${f.key}": ${JSON.stringify(f.value)}`).join(', ');
  return [...members, member('behaviour', `{ ${json} }`, flags[0].source)];
}

const remarkOn = ({ rank }: MachineFact): string | undefined =>
  rank === 0 ? 'assumed from it' : rank === 1 ? 'from its name' : undefined;

/** The surest, of equals the last. Others of at least middling rank are held against it. */
function pick(found: readonly MachineFact[], says: Says): MachineFact | undefined {
  const worth = (f: MachineFact): number =>
    2 * f.rank + (f.key === 'kernel' && parseKernel(String(f.value))?.assumed === null ? 1 : 0);
  const best = found.reduce<MachineFact | undefined>(
    (top, f) => (top && worth(top) > worth(f) ? top : f),
    undefined,
  );
  const other = best && found.find((f) => f.rank >= 2 && best.rank >= 2 && plain(f) !== plain(best));
  if (best && other)
    says.conflict(
      best.source,
      `The ${WORDS[best.key]} is ${best.value} here (${best.source.tool}) and ${other.value} elsewhere (${other.source.tool}); ${best.value} is taken.`,
    );
  return best;
}

/** What must agree: of kernels the series, since one names the stable release and one the package. */
function plain({ key, value }: MachineFact): string {
  const series = key === 'kernel' ? /^\d+\.\d+/.exec(String(value))?.[0] : undefined;
  return series ?? String(value);
}

/** A page size or MMU that the architecture has not, and what cannot be a struct page, are left out. */
function fitting(chosen: readonly MachineFact[], says: Says): MachineFact[] {
  const named = chosen.find((f) => f.key === 'arch')?.value;
  const arch = ARCH_NAMES.find((name) => name === named) ?? 'x86_64';
  return chosen.filter((f) => {
    const fits =
      (f.key !== 'page_size' || archOf(arch, Number(f.value)) !== undefined) &&
      (f.key !== 'mmu' || arch === 'ppc64le') &&
      (f.key !== 'struct_page_size' || (Number(f.value) % 8 === 0 && Number(f.value) >= 8)) &&
      (f.key !== 'kernel' || parseKernel(String(f.value)) !== undefined);
    if (!fits)
      says.conflict(f.source, `A ${WORDS[f.key]} of ${f.value} does not go with ${arch}; it is left out.`);
    return fits;
  });
}
