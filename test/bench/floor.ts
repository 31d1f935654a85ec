/** The floor's extension, with the language declared as ours declares it: VS Code colours text and brackets on both sides. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../e2e/harness';

interface Manifest {
  readonly contributes: Readonly<Record<string, unknown>>;
}

/** What a manifest says of a language and VS Code does by itself. */
const DECLARED = ['languages', 'grammars', 'jsonLanguageParticipants', 'configurationDefaults'] as const;

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** A new folder with it: the caller removes it. */
export function floorFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'floor-'));
  cpSync(join(root, 'test', 'bench', 'floor'), folder, { recursive: true });
  cpSync(join(root, 'media'), join(folder, 'media'), { recursive: true });
  const [ours, floor] = [manifestIn(root), manifestIn(folder)];
  const declared = Object.fromEntries(DECLARED.map((name) => [name, ours.contributes[name]]));
  const manifest = { ...floor, contributes: { ...floor.contributes, ...declared } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}
