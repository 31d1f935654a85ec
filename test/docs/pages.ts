/** The pages of the project as the tests look at them: their text, headings and blocks of code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bundle lies in out/test/. */
export const root = join(__dirname, '..', '..');

export interface Block {
  /** `sh`, `console`, `jsonc`, `text`, … */
  readonly language: string;
  readonly text: string;
  /** Everything under the same heading, the block included. */
  readonly section: string;
}

export interface Page {
  /** From the root, with forward slashes. */
  readonly name: string;
  readonly text: string;
  /** Without blocks of code: what is said, and what links. */
  readonly prose: string;
  readonly blocks: readonly Block[];
  /** As GitHub and VS Code make them of the headings. */
  readonly anchors: readonly string[];
}

const FENCED = /^```(\w*)\n([^]*?)^```$/gm;

export function pageAt(name: string): Page {
  const text = readFileSync(join(root, name), 'utf8');
  const prose = text.replace(FENCED, '');
  return { name, text, prose, blocks: blocksOf(text), anchors: anchorsOf(prose) };
}

const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name).replaceAll('\\', '/'));

export const pages = ['', 'docs', 'media/walkthrough'].flatMap(markdownIn).map(pageAt);

function blocksOf(text: string): Block[] {
  return [...text.matchAll(FENCED)].map(({ 1: language, 2: code, index }) => {
    const begin = text.lastIndexOf('\n#', index);
    const end = text.indexOf('\n#', index + code!.length);
    return { language: language!, text: code!, section: text.slice(begin + 1, end < 0 ? undefined : end) };
  });
}

function anchorsOf(prose: string): string[] {
  const seen = new Map<string, number>();
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title]) => {
    const anchor = title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}
