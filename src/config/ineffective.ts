/** Values that are written and change no figure here. */
import { whyNoDedup } from '../engine/whyNoDedup';
import type { Analysis } from './analyse';
import type { Span } from './model';
import type { DedupOff } from '../engine/types';

export interface Ineffective extends Span {
  readonly message: string;
}

/** Where nothing is deduplicated for a reason that stands elsewhere than at the align. */
const ELSEWHERE: ReadonlySet<DedupOff | null> = new Set(['kernel', 'mode', 'struct-page', 'altmap'] as const);

export function ineffective({ config, population }: Analysis): Ineffective[] {
  const { machine, hugetlb, pgmaps, places } = config;
  const found: Ineffective[] = [];
  const at = (pgmap: number | null, key: string, message: string): void => {
    const node = places.nodeOf({ pgmap, key });
    if (node) found.push({ offset: node.offset, length: node.length, message });
  };
  if (machine.hugetlbFreeVmemmap && hugetlb.length === 0)
    at(null, 'hugetlb_free_vmemmap', 'Has no effect: this file has no HugeTLB pool.');
  if (machine.arch.name !== 'x86_64')
    at(null, 'paging_levels', `Has no effect on ${machine.arch.name}: only x86_64 has a choice.`);
  population.pgmaps.forEach(({ outcome, dedupOff }, i) => {
    // The align of a namespace decides where its data begin.
    if (outcome.ok && ELSEWHERE.has(dedupOff) && !pgmaps[i]!.raw)
      at(i, 'align', `Saves nothing here: ${whyNoDedup(dedupOff!)}.`);
  });
  return found;
}
