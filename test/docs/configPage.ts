/** `docs/config.md`: every key of a pgmap config, as the JSON schema explains it to the editor. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRINTED_KEYS, PRINTED_RANGE_KEYS } from '../../src/config/keys';
import { root } from './pages';

interface Schema {
  readonly markdownDescription?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly defaultSnippets?: readonly { readonly label: string; readonly body: unknown }[];
}

const INTRODUCTION = `# The pgmap config

JSON with comments and trailing commas, in files named \`*.pgmap.json\` or \`*.pgmap.jsonc\`. Key names are those of \`daxctl\`
and of the kernel, so that an object printed by \`daxctl list -M\` is valid as it stands under \`pgmaps\`.

- An address is a \`"0x…"\` string (\`_\` between digits allowed) or an integer.
- A size is an integer of bytes or a string: \`K M G T P\` and \`KiB … PiB\` are powers of 1024, as in ndctl; \`KB MB GB TB\` are
  powers of 1000 and get a hint.
- Every value up to 2^63 is exact. An integer above 2^53 has to be quoted, and a problem says so.
- Unknown keys get a hint, never an error. A file that is broken still shows all that can be had from the part that parses.
- A pgmap whose base is not known has \`size\` in place of \`ranges\`: figures are those of a base aligned to the larger of
  align and section.

What is wrong in a file is said at its place; [findings.md](findings.md) has a section for each code. This page is made of
\`media/pgmap.schema.json\` (\`npm run docs\`), which completes and explains in the editor; a test fails when it is stale.`;

/** The objects of a config: heading, place in the schema, and keys that are there for pasted output alone. */
const OBJECTS: readonly (readonly [string, (schema: Schema) => Schema, readonly string[]])[] = [
  ['The file', (s) => s, []],
  ['machine', (s) => s.properties!['machine']!, []],
  ['machine.ram', (s) => s.properties!['machine']!.properties!['ram']!, []],
  ['machine.behaviour', (s) => s.properties!['machine']!.properties!['behaviour']!, []],
  ['pgmaps', (s) => s.definitions!['pgmap']!, PRINTED_KEYS],
  ['ranges', (s) => s.definitions!['range']!, PRINTED_RANGE_KEYS],
  ['raw', (s) => s.definitions!['pgmap']!.properties!['raw']!, []],
  ['altmap', (s) => s.definitions!['pgmap']!.properties!['altmap']!, []],
  ['hugetlb', (s) => s.properties!['hugetlb']!, []],
];

export function configPage(): string {
  const schema = JSON.parse(readFileSync(join(root, 'media', 'pgmap.schema.json'), 'utf8')) as Schema;
  const sections = OBJECTS.flatMap(([heading, at, printed]) => section(heading, at(schema), printed));
  const page = `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
  // What the editor can only name is a link here.
  return page.replace(/`docs\/([\w-]+\.md)`/g, '[$1]($1)');
}

function section(heading: string, object: Schema, printed: readonly string[]): string[] {
  const { properties = {} } = object.items ?? object;
  const told = Object.entries(properties).filter(
    ([key, { markdownDescription = '' }]) =>
      !printed.includes(key) || !/without effect/.test(markdownDescription),
  );
  const silent = Object.keys(properties).filter((key) => !told.some(([k]) => k === key));
  const snippets = (object.items ?? object).defaultSnippets ?? [];
  return [
    `## ${heading}`,
    ...(object.markdownDescription ? [object.markdownDescription] : []),
    ['| Key | Meaning |', '| --- | --- |', ...told.map(row)].join('\n'),
    ...(silent.length > 0
      ? [`As the tools print them, and without effect: ${silent.map((key) => `\`${key}\``).join(', ')}.`]
      : []),
    ...snippets.flatMap(({ label, body }) => [`${label}:`, `\`\`\`jsonc\n${filled(body)}\n\`\`\``]),
  ];
}

function row([key, { markdownDescription, anyOf }]: readonly [string, Schema]): string {
  const known = anyOf?.[0];
  const values = (known?.enum ?? []).map((value, i) => {
    const meaning = known!.markdownEnumDescriptions?.[i];
    return `\`${String(value)}\`${meaning ? `: ${meaning}` : ''}`;
  });
  // A list needs lines, which a cell has not.
  const text = markdownDescription!.replace(/\n+- /g, '<br>• ').replace(/\n+/g, '<br>');
  const list = values.some((value) => value.includes(': '))
    ? values.map((value) => `<br>• ${value}`).join('')
    : values.length > 0
      ? `<br>${values.join(', ').replace(/, (?=[^,]*$)/, ' or ')}.`
      : '';
  return `| \`${key}\` | ${(text + list).replaceAll('|', '\\|')} |`;
}

/** A snippet as it stands once its first choices are taken: `${1:7.3}`, `${2|a,b|}`, and `^` before what is no string. */
function filled(body: unknown): string {
  return JSON.stringify(body, null, 2)
    .replace(/\$\{\d+[:|]([^,}|]*)[^}]*\}/g, '$1')
    .replace(/"\^(\d+)"/g, '$1');
}
