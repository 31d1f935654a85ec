/** `compatible = "pmem-region"` nodes of a devicetree source (Documentation/devicetree/bindings/pmem/pmem-region.txt). */
import { shown } from './jsonValues';
import type { PhysRange } from '../engine/types';
import type { Span } from '../config/model';
import type { Format } from './format';
import type { Page } from './page';

const TOOL = 'devicetree';

const TOKEN = /\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"?|[{};<>=]|[^\s{};<>="]+/g;
const NODE_NAME = /^(?:[\w-]+:)?[\w,.+-]*(?:@([0-9a-f]+))?$/i;

interface Node extends Span {
  readonly name: string;
  readonly parent: Node | undefined;
  compatible: string;
  reg: string[];
  regAt: Span;
  addressCells: number | undefined;
  sizeCells: number | undefined;
  volatile: boolean;
}

export const devicetree: Format = {
  name: 'devicetree pmem-region',
  read(page) {
    if (!page.text.includes('pmem-region')) return;
    for (const node of nodesOf(page.text))
      if (node.compatible.includes('"pmem-region"')) readNode(page, node);
    takeLines(page);
  },
};

/** Nodes in the order of their ends. One pass; what is no devicetree makes no nodes that are asked for. */
function nodesOf(text: string): Node[] {
  const done: Node[] = [];
  let open: Node | undefined;
  let statement: { text: string; at: number }[] = [];
  for (const m of text.matchAll(TOKEN)) {
    const token = m[0];
    if (token.startsWith('/*') || token.startsWith('//')) continue;
    if (token === '{') {
      open = newNode(statement.at(-1)?.text ?? '', statement.at(-1)?.at ?? m.index, open);
      statement = [];
    } else if (token === '}') {
      if (open) {
        (open as { length: number }).length = m.index + 1 - open.offset;
        done.push(open);
        open = open.parent;
      }
      statement = [];
    } else if (token === ';') {
      if (open) property(open, statement);
      statement = [];
      // A statement of more tokens than any register list has is no devicetree.
    } else if (statement.length < 4096) statement.push({ text: token, at: m.index });
  }
  return done;
}

const newNode = (name: string, offset: number, parent: Node | undefined): Node => ({
  name,
  parent,
  offset,
  length: 1,
  compatible: '',
  reg: [],
  regAt: { offset, length: 1 },
  addressCells: undefined,
  sizeCells: undefined,
  volatile: false,
});

function property(node: Node, statement: readonly { text: string; at: number }[]): void {
  const [name, equals, ...rest] = statement;
  if (!name) return;
  if (name.text === 'volatile') node.volatile = true;
  if (equals?.text !== '=') return;
  const cells = rest.map((t) => t.text).filter((t) => t !== '<' && t !== '>');
  if (name.text === 'compatible') node.compatible = cells.join(' ');
  if (name.text === '#address-cells') node.addressCells = Number(cells[0]);
  if (name.text === '#size-cells') node.sizeCells = Number(cells[0]);
  if (name.text !== 'reg') return;
  node.reg = cells;
  const last = rest.at(-1) ?? name;
  node.regAt = { offset: name.at, length: last.at + last.text.length - name.at };
}

function readNode(page: Page, node: Node): void {
  const source = page.source(TOOL, node.regAt);
  const name = node.name.replace(/^[^:]*:/, '');
  const ranges = rangesOf(node);
  if (!ranges)
    return page.say(
      'bad-value',
      'warning',
      source,
      `${shown(name)}: its reg is no list of addresses and sizes; it is left out.`,
    );
  if (node.parent?.addressCells === undefined)
    page.say(
      'assumed-value',
      'hint',
      source,
      `${name}: #address-cells is not here; its reg is read so that the first address is the one in its name.`,
    );
  for (const [i, range] of ranges.entries())
    page.add(
      {
        kind: 'extent',
        of: 'persistent',
        name: ranges.length > 1 ? `${name}[${i}]` : name,
        range,
        source,
        kmem: false,
        node: undefined,
      },
      TOOL,
    );
}

/** Cells of 32 bits, as many for an address and a size as the parent says, else as fit the unit address. */
function rangesOf({ name, reg, parent }: Node): PhysRange[] | undefined {
  const cells = reg.map((t) => (/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(t) ? BigInt(t) : undefined));
  if (cells.length === 0 || cells.some((c) => c === undefined || c >= 1n << 32n)) return undefined;
  const unit = NODE_NAME.exec(name)?.[1];
  const declared = parent?.addressCells;
  const shapes: readonly (readonly [number, number])[] =
    declared !== undefined
      ? [[declared, parent?.sizeCells ?? 1]]
      : [
          [2, 2],
          [1, 1],
          [2, 1],
          [1, 2],
        ];
  const read = shapes.map((shape) => inShape(cells as bigint[], shape)).filter((r) => r !== undefined);
  return read.find((r) => unit !== undefined && r[0]!.start === BigInt(`0x${unit}`)) ?? read[0];
}

function inShape(
  cells: readonly bigint[],
  [address, size]: readonly [number, number],
): PhysRange[] | undefined {
  const one = address + size;
  if (!(address >= 1 && address <= 2 && size >= 1 && size <= 2) || cells.length % one !== 0) return undefined;
  const join = (part: readonly bigint[]): bigint => part.reduce((n, c) => (n << 32n) | c, 0n);
  const ranges: PhysRange[] = [];
  for (let i = 0; i < cells.length; i += one) {
    const start = join(cells.slice(i, i + address));
    const bytes = join(cells.slice(i + address, i + one));
    if (bytes === 0n || start + bytes > 1n << 63n) return undefined;
    ranges.push({ start, end: start + bytes - 1n });
  }
  return ranges;
}

/** The lines of a devicetree end with braces and semicolons. */
function takeLines(page: Page): void {
  for (const line of page.free())
    if (
      /[{};]\s*$|^\s*(?:reg|compatible|ranges)\s*=|^\s*\/\*.*\*\/\s*$|^\s*<?[0-9a-fx\s<>,]+$/i.test(line.body)
    )
      page.take(line);
}
