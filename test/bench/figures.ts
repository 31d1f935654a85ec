/** How times are taken and what is made of them. */

/** ms of processor time that this process has had: where others want the processor too, time passes without it. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Rounds of a few ms: short enough for some to be left alone, long enough for the clock. */
const ROUND_MS = 3;

/** The fastest of several rounds, in ms of processor time a call, after a warm-up: other work on the machine only ever adds. */
export function fastest(run: () => unknown, forMs = 600): number {
  const calls = Math.max(1, Math.floor(ROUND_MS / warmedUp(run, forMs)));
  let best = Infinity;
  for (const end = cpu() + forMs; cpu() < end || best === Infinity;) {
    const start = cpu();
    for (let i = 0; i < calls; i++) run();
    best = Math.min(best, (cpu() - start) / calls);
  }
  return best;
}

/** Runs until it is compiled; the time of a call at the end, in ms of processor time. */
function warmedUp(run: () => unknown, forMs: number): number {
  const start = cpu();
  let [calls, took, last] = [0, 0, 0];
  while (took < forMs || calls < 3) {
    run();
    calls++;
    last = cpu() - start - took;
    took += last;
  }
  return Math.max(1e-4, calls > 20 ? took / calls : last);
}

export function percentile(list: readonly number[], p: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? NaN;
}

export const median = (list: readonly number[]): number => percentile(list, 0.5);

/** How long this machine takes now for 1 ms of work: 1 where it is quiet. */
export function stretch(): number {
  const [began, had] = [performance.now(), cpu()];
  while (cpu() < had + 5);
  return (performance.now() - began) / (cpu() - had);
}
