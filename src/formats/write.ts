/** Writes a draft as a pgmap config, every value with a comment that names its source. */
import type { Span } from '../config/model';
import type { Problem, Source } from './facts';
import type { Draft, Item, Member } from './join/draft';

/** Where a stretch of the config comes from. */
export interface Origin extends Span {
  readonly source: Source;
}

export interface Written {
  readonly text: string;
  /** Of values, and of the objects around them; each in the order of the text. */
  readonly values: readonly Origin[];
  readonly objects: readonly Origin[];
}

/** What nobody has to read in full is cut. */
const MOST_REMARKS = 40;

/** `where`: what a comment calls a place, as `daxctl list, a.txt:3`. */
export function write(
  draft: Draft,
  problems: readonly Problem[],
  where: (source: Source) => string,
): Written {
  return new Writer(where).config(draft, problems);
}

/** Nothing that a text says ends a comment or turns its direction around. */
const comment = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();

class Writer {
  #text = '';
  readonly #values: Origin[] = [];
  readonly #objects: Origin[] = [];

  constructor(readonly where: (source: Source) => string) {}

  config({ machine, pgmaps, hugetlb }: Draft, problems: readonly Problem[]): Written {
    this.#header(problems);
    this.#text += '{\n';
    if (machine.length > 0) {
      this.#text += '  "machine": {\n';
      this.#members(machine, '    ');
      this.#text += '  },\n';
    }
    this.#list('pgmaps', pgmaps);
    if (hugetlb.length > 0) this.#list('hugetlb', hugetlb);
    this.#text += '}\n';
    return { text: this.#text, values: this.#values, objects: this.#objects };
  }

  #header(problems: readonly Problem[]): void {
    this.#text += '// Made from the output of a machine; the comments name the source of each value.\n';
    const said = problems.filter((p) => p.code !== 'passed-over' && p.code !== 'unknown-key');
    for (const p of said.slice(0, MOST_REMARKS))
      this.#text += `// ${comment(`${this.where(p.source)}: ${p.message}`)}\n`;
    if (said.length > MOST_REMARKS)
      this.#text += `// ${said.length - MOST_REMARKS} more remarks: vmemmap-lens check names them.\n`;
  }

  #list(key: string, objects: Draft['hugetlb']): void {
    this.#text += `  "${key}": [`;
    for (const { source, members } of objects) {
      this.#text += '\n    ';
      const from = this.#text.length;
      this.#text += '{\n';
      this.#members(members, '      ');
      this.#text += '    }';
      this.#objects.push(this.#origin(from, source));
      this.#text += ',';
    }
    this.#text += objects.length > 0 ? '\n  ],\n' : '],\n';
  }

  #members(members: readonly Member[], indent: string): void {
    for (const { key, value } of members) {
      this.#text += `${indent}${JSON.stringify(key)}: `;
      if ('json' in value) this.#item(value);
      else this.#items(value, indent);
    }
  }

  #items(items: readonly Item[], indent: string): void {
    this.#text += '[\n';
    for (const one of items) {
      this.#text += `${indent}  `;
      this.#item(one);
    }
    this.#text += `${indent}],\n`;
  }

  #item({ json, source, remark }: Item): void {
    const from = this.#text.length;
    this.#text += json;
    this.#values.push(this.#origin(from, source));
    this.#text += `, // ${comment(`${this.where(source)}${remark === undefined ? '' : `; ${remark}`}`)}\n`;
  }

  #origin(from: number, source: Source): Origin {
    return { offset: from, length: this.#text.length - from, source };
  }
}
