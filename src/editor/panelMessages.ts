/** An analysis as the panel gets it: plain data, with the user's own words cut to what can be shown. */
import type * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';
import { pageSize } from '../engine/arch';
import { costFacts } from './costFacts';
import type { Machine, Population } from '../engine/types';
import { hex } from '../engine/units';
import type { MachineFacts, RamSpan, ShowMessage, StaleMessage } from '../protocol';

/** A name, and a sentence that quotes one, may be as long as the file. */
const LONGEST_NAME = 200;
const LONGEST_SENTENCE = 4000;

const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

export const fileName = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

const ofDocument = (document: vscode.TextDocument) => ({
  uri: document.uri.toString(),
  version: document.version,
  fileName: cut(fileName(document.uri), LONGEST_NAME),
});

const factsOf = ({ arch, structPageSize, kernel, pagingLevels }: Machine): MachineFacts => ({
  arch: arch.name,
  pageShift: arch.pageShift,
  sectionShift: arch.sectionShift,
  pmdShift: arch.pmdShift,
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

const named = (population: Population): Population =>
  population.pgmaps.every((p) => p.name.length <= LONGEST_NAME)
    ? population
    : { ...population, pgmaps: population.pgmaps.map((p) => ({ ...p, name: cut(p.name, LONGEST_NAME) })) };

export const showMessage = (
  document: vscode.TextDocument,
  { config, population, findings }: Analysis,
): ShowMessage => ({
  type: 'show',
  ...ofDocument(document),
  machine: factsOf(config.machine),
  population: named(population),
  findings: findings.map(({ code, severity, message, place, offset, fixes }) => ({
    code,
    severity,
    message: cut(message, LONGEST_SENTENCE),
    place: place ?? config.placeAt(offset) ?? null,
    offset,
    ...(fixes.length > 0 ? { fixes: fixes.map(({ title }) => cut(title, LONGEST_NAME)) } : {}),
  })),
  ram: ramOf(config.machine),
  costs: costFacts(config),
});

export function staleMessage(document: vscode.TextDocument, { config }: Analysis): StaleMessage {
  const first = config.findings.find((f) => f.severity === 'error') ?? config.findings[0];
  const position = document.positionAt(first?.offset ?? 0);
  return {
    type: 'stale',
    ...ofDocument(document),
    message: cut(first?.message ?? 'This is not a pgmap config.', LONGEST_SENTENCE),
    line: position.line + 1,
    offset: document.offsetAt(position),
  };
}
