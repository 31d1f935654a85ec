import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { analysed } from './formatsHelpers';

/** A case as it was recorded: what the tools printed, and the pgmap that was read out of the kernel. */
interface Recorded {
  readonly kernel: string;
  readonly arch: string;
  readonly pageSize: number;
  readonly ndctl?: unknown;
  readonly daxctl?: unknown;
  readonly pgmap?: {
    readonly ranges: readonly { readonly start: string; readonly end: string }[];
    readonly align: number;
  };
}

const DIR = 'test/fixtures/kernel-cases';

describe('what tools printed beside what the kernel had', () => {
  for (const file of readdirSync(DIR).filter((f) => f.endsWith('.json'))) {
    const recorded = JSON.parse(readFileSync(`${DIR}/${file}`, 'utf8')) as Recorded;
    const { ndctl, daxctl, pgmap, kernel, arch, pageSize } = recorded;
    if (!pgmap || (!ndctl && !daxctl)) continue;
    it(file.replace('.json', ''), () => {
      const texts = [ndctl, daxctl]
        .filter((x) => x !== undefined && x !== null)
        .map((x) => JSON.stringify(x, null, 2));
      const { config, population } = analysed(
        ...texts,
        `Linux host ${kernel} #1 SMP ${arch} GNU/Linux\n$ getconf PAGESIZE\n${pageSize}\n`,
      );
      assert.equal(2 ** config.machine.arch.pageShift, pageSize);
      const made = population.pgmaps.map(({ ranges }, i) => ({
        align: config.pgmaps[i]!.align,
        ranges: ranges.map(({ startPfn, endPfn }) => ({
          start: `0x${(startPfn * pageSize).toString(16)}`,
          end: `0x${(endPfn * pageSize - 1).toString(16)}`,
        })),
      }));
      const { ranges, align } = pgmap;
      assert.deepEqual(
        made.find((m) => m.ranges[0]?.start === ranges[0]!.start),
        { align, ranges },
      );
    });
  }
});
