/** The same pgmaps on another machine: the text with its `machine` replaced, so that defaults are that machine's own. */
import { parseTree } from 'jsonc-parser';
import { valueUnder } from './tree';
import type { Node } from 'jsonc-parser';
import type { ArchName } from '../engine/archNames';

/** Another kernel release (or what uname prints), or another architecture and size of its pages in bytes. */
export type OtherMachine =
  { readonly kernel: string } | { readonly arch: ArchName; readonly pageSize?: number | undefined };

/** What is true of one kernel, or of one architecture, and not of another. */
const OF_KERNEL = ['kernel', 'behaviour'];
const OF_ARCH = ['arch', 'page_size', 'mmu', 'paging_levels', 'behaviour', 'struct_page_size'];

/**
 * The text of a config on another machine. A text that is not one is given back as it is. `defaults` are the members of
 * `machine` for a text without one.
 */
export function onOtherMachine(text: string, other: OtherMachine, defaults: object = {}): string {
  // A byte order mark is no JSON; a blank of its length keeps all offsets.
  const plain = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const root = treeOf(plain);
  if (root?.type !== 'object') return text;
  const machine = valueUnder(root, 'machine');
  const dropped = 'kernel' in other ? OF_KERNEL : OF_ARCH;
  const kept = machine?.type === 'object' ? (machine.children ?? []) : [];
  const written = kept
    .filter((p) => !dropped.includes(String(p.children?.[0]?.value)))
    .map((p) => plain.slice(p.offset, p.offset + p.length));
  const members = machine ? written : membersOf(defaults, dropped);
  const set =
    'kernel' in other
      ? { kernel: other.kernel }
      : { arch: other.arch, ...(other.pageSize === undefined ? {} : { page_size: other.pageSize }) };
  const object = `{ ${[...membersOf(set), ...members].join(', ')} }`;
  const brace = root.offset + 1;
  const [from, to, replacement] = machine
    ? [machine.offset, machine.offset + machine.length, object]
    : [brace, brace, ` "machine": ${object}${root.children?.length ? ',' : ''}`];
  return plain.slice(0, from) + replacement + plain.slice(to);
}

const membersOf = (object: object, dropped: readonly string[] = []): string[] =>
  Object.entries(object)
    .filter(([key]) => !dropped.includes(key))
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);

function treeOf(text: string): Node | undefined {
  try {
    return parseTree(text, [], { allowTrailingComma: true });
  } catch (error) {
    // Absurd nesting exhausts the stack.
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
