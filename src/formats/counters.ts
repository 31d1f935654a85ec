/** /proc/meminfo, /proc/vmstat and free(1): counters of the running machine, and HugeTLB pools. */
import { commandIn } from './text';
import type { Source } from './facts';
import type { Format } from './format';
import type { Page } from './page';
import type { Line } from './text';

const KB = 1024n;
/** Keys of which one is enough to know the file (meminfo_proc_show(), fs/proc/meminfo.c). */
const MEMINFO_LINE = /^\s*([A-Z][\w()]{2,30}): +(\d{1,18})(?: (kB))?\s*$/;
const MEMINFO_KEYS =
  /^(?:MemTotal|MemFree|MemAvailable|Buffers|Cached|SwapCached|Active|Inactive|Active\(anon\)|Inactive\(anon\)|Active\(file\)|Inactive\(file\)|Unevictable|Mlocked|SwapTotal|SwapFree|Zswap|Zswapped|Dirty|Writeback|AnonPages|Mapped|Shmem|KReclaimable|Slab|SReclaimable|SUnreclaim|KernelStack|ShadowCallStack|PageTables|SecPageTables|NFS_Unstable|Bounce|WritebackTmp|CommitLimit|Committed_AS|VmallocTotal|VmallocUsed|VmallocChunk|Percpu|HardwareCorrupted|AnonHugePages|ShmemHugePages|ShmemPmdMapped|FileHugePages|FilePmdMapped|CmaTotal|CmaFree|Unaccepted|Balloon|HugePages_Total|HugePages_Free|HugePages_Rsvd|HugePages_Surp|Hugepagesize|Hugetlb|DirectMap4k|DirectMap2M|DirectMap4M|DirectMap1G|HighTotal|HighFree|LowTotal|LowFree)$/;

export const meminfo: Format = {
  name: '/proc/meminfo',
  read(page) {
    const tool = '/proc/meminfo';
    const pool: { total?: { count: number; source: Source }; size?: bigint } = {};
    for (const line of page.free()) {
      const m = MEMINFO_LINE.exec(line.body);
      if (!m || !MEMINFO_KEYS.test(m[1]!)) continue;
      page.take(line);
      const source = page.ofLine(tool, line);
      const value = BigInt(m[2]!) * (m[3] ? KB : 1n);
      page.add({ kind: 'counter', name: m[1]!, value, source }, tool);
      if (m[1] === 'HugePages_Total') pool.total = { count: Number(m[2]), source };
      if (m[1] === 'Hugepagesize') pool.size = value;
      if (!pool.total || !pool.size) continue;
      const { count, source: at } = pool.total;
      if (count > 0)
        page.add(
          { kind: 'pool', pageSize: pool.size, count, node: undefined, when: 'run', source: at },
          tool,
        );
      delete pool.total;
      delete pool.size;
    }
  },
};

/** Names of /proc/vmstat (vmstat_text[], mm/vmstat.c) are words with underscores and a number behind. */
const VMSTAT_LINE =
  /^\s*((?:nr|pg|numa|thp|pswp|workingset|compact|htlb|unevictable|drop|oom|balloon|swap|zswp|ksm|cow|direct_map|vma|kswapd|zone|allocstall|slabs|pageoutrun|hugetlb|memcg)[a-z0-9_]*)[ =:]+(\d{1,20})\s*$/;

export const vmstat: Format = {
  name: '/proc/vmstat',
  read(page) {
    const tool = '/proc/vmstat';
    for (const line of page.free()) {
      const m = VMSTAT_LINE.exec(line.body);
      if (!m || !(m[1]!.startsWith('nr_') || m[1]!.includes('_') || m[1]!.startsWith('pg'))) continue;
      page.take(line);
      page.add({ kind: 'counter', name: m[1]!, value: BigInt(m[2]!), source: page.ofLine(tool, line) }, tool);
    }
  },
};

const FREE_HEAD = /^\s*total\s+used\s+free\b/;
const FREE_ROW = /^\s*(?:Mem|Swap|Total|Low|High|-\/\+ buffers\/cache|Comm):\s+(\d+)\s+(\d+)(?:\s+(\d+))?/;
/** The unit that free was asked for; kibibytes without. */
const FREE_UNITS: readonly (readonly [RegExp, bigint])[] = [
  [/\s(?:-\w*b|--bytes)\b/, 1n],
  [/\s(?:-\w*m|--mebi)\b/, 1n << 20n],
  [/\s(?:-\w*g|--gibi)\b/, 1n << 30n],
];

export const free: Format = {
  name: 'free -k',
  read(page) {
    const tool = 'free';
    let unit = KB;
    for (const line of page.free()) {
      const command = commandIn(line.text);
      if (command?.startsWith('free')) unit = FREE_UNITS.find(([flag]) => flag.test(command))?.[1] ?? KB;
      if (FREE_HEAD.test(line.body)) page.take(line);
      const m = FREE_ROW.exec(line.body);
      if (!m) continue;
      page.take(line);
      if (!/^\s*Mem:/.test(line.body)) continue;
      addFree(page, line, tool, m, unit);
    }
  },
};

function addFree(page: Page, line: Line, tool: string, m: RegExpExecArray, unit: bigint): void {
  const source = page.ofLine(tool, line);
  const counter = (name: string, text: string | undefined): void => {
    if (text !== undefined && text.length < 19)
      page.add({ kind: 'counter', name, value: BigInt(text) * unit, source }, tool);
  };
  if (unit > KB)
    page.say('approximate-size', 'hint', source, 'Rounded to whole MiB or GiB; "free -k" is exact.');
  counter('MemTotal', m[1]);
  counter('MemFree', m[3]);
}
