/** The message as the scene wants it: devices with keys that survive edits, and their findings. */
import { SEVERITIES, type HugetlbPopulation, type PgmapPopulation, type Severity } from '../src/engine/types';
import type { CostFacts, MachineFacts, PanelFinding, RamSpan, ShowMessage } from '../src/protocol';

export interface Device {
  /** Its name, with `#2` … where the file uses a name again: what the view state is kept by. */
  readonly key: string;
  readonly name: string;
  /** Index into the file's pgmaps. */
  readonly index: number;
  readonly population: PgmapPopulation;
  readonly findings: readonly PanelFinding[];
  readonly worst: Severity | null;
}

export interface Model {
  readonly uri: string;
  readonly fileName: string;
  readonly version: number;
  readonly machine: MachineFacts;
  readonly devices: readonly Device[];
  readonly totals: ShowMessage['population']['totals'];
  readonly findings: readonly PanelFinding[];
  readonly ram: readonly RamSpan[] | null;
  readonly hugetlb: readonly HugetlbPopulation[];
  readonly costs: CostFacts;
}

const rank = ({ severity }: PanelFinding): number => SEVERITIES.indexOf(severity);

/** The gravest first; within a severity as they stand in the text. */
const bySeverity = (findings: readonly PanelFinding[]): readonly PanelFinding[] =>
  [...findings].sort((a, b) => rank(a) - rank(b) || a.offset - b.offset);

export function modelOf(show: ShowMessage): Model {
  const byPgmap = new Map<number, PanelFinding[]>();
  for (const finding of show.findings) {
    const index = finding.place?.pgmap;
    if (typeof index !== 'number') continue;
    const list = byPgmap.get(index);
    if (list) list.push(finding);
    else byPgmap.set(index, [finding]);
  }
  const seen = new Map<string, number>();
  const devices = show.population.pgmaps.map((population, index): Device => {
    const { name } = population;
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    const findings = bySeverity(byPgmap.get(index) ?? []);
    return {
      key: nth === 1 ? name : `${name}#${nth}`,
      name: name === '' ? `pgmap ${index}` : name,
      index,
      population,
      findings,
      worst: findings[0]?.severity ?? null,
    };
  });
  return {
    uri: show.uri,
    fileName: show.fileName,
    version: show.version,
    machine: show.machine,
    devices,
    totals: show.population.totals,
    findings: bySeverity(show.findings),
    ram: show.ram,
    hugetlb: show.population.hugetlb,
    costs: show.costs,
  };
}
