/** `pahole -C page`: sizeof(struct page), as DWARF or BTF of the running kernel have it. */
import type { Format } from './format';
import type { Line } from './text';

const TOOL = 'pahole -C page';

/** The struct has about a hundred, in any release. */
const MOST_LINES = 1000;

const HEAD = /^\s*struct page \{/;
const SIZE = /\/\*\s*size:\s*(\d{1,4})\b/;
/** pahole --sizes: name, size, holes; crash and gdb: SIZE: 64, sizeof(struct page) = 64. */
const SHORT =
  /^\s*(?:(?:struct )?page\t(\d{2,3})\t\d+|sizeof\(struct page\)\s*[=:]?\s*(\d{2,3})|SIZE: (\d{2,3}))\s*$/;

export const pahole: Format = {
  name: 'pahole -C page',
  read(page) {
    let inside: Line[] | undefined;
    let ending = false;
    for (const line of page.free()) {
      // What follows the size up to the closing brace.
      if (ending) {
        if (/^\s*(?:\/\*|\}|$)/.test(line.body)) page.take(line);
        ending = /^\s*(?:\/\*|$)/.test(line.body);
        if (ending) continue;
      }
      if (HEAD.test(line.body) || (inside && inside.length > MOST_LINES))
        inside = HEAD.test(line.body) ? [] : undefined;
      const m = (inside && SIZE.exec(line.body)) ?? SHORT.exec(line.body);
      inside?.push(line);
      if (!m || (inside && !isOuter(inside, line))) continue;
      const size = m[1] ?? m[2] ?? m[3];
      for (const one of inside ?? [line]) page.take(one);
      page.add(
        {
          kind: 'machine',
          key: 'struct_page_size',
          value: Number(size),
          rank: 3,
          source: page.ofLine(TOOL, line),
        },
        TOOL,
      );
      ending = inside !== undefined;
      inside = undefined;
    }
  },
};

/** The size of the struct itself stands one tab in; those of structs in it stand further in. */
const isOuter = (inside: readonly Line[], line: Line): boolean =>
  indent(line) <= indent(inside[0]!) + 8 && /\/\*\s*size:/.test(line.body);

const indent = ({ body }: Line): number =>
  [.../^\s*/.exec(body)![0]].reduce((n, c) => n + (c === '\t' ? 8 : 1), 0);
