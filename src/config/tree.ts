/** The syntax tree of a text. After an edit inside one object of a list, that object alone is parsed again. */
import { parseTree } from 'jsonc-parser';
import { copied } from './copied';
import { editBetween } from './editBetween';
import type { Node, ParseError } from 'jsonc-parser';
import type { Span } from './model';

export interface Tree {
  readonly text: string;
  /** As much of it as can be had. */
  readonly root: Node | undefined;
  readonly errors: readonly ParseError[];
}

/**
 * `before`: of an earlier text; but for `colonOffset`, which nobody reads, the tree is the same with it and without.
 * Throws RangeError on absurd nesting.
 */
export const treeOf = (text: string, before?: Tree): Tree =>
  (before && before.errors.length === 0 ? afterEdit(before, text) : undefined) ?? parsed(text);

function parsed(text: string): Tree {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  endWithText(root, text);
  return { text, root, errors };
}

/** A comment that the last two characters open ends behind the text, says the parser, and so does all that it stands in. */
function endWithText(root: Node | undefined, text: string): void {
  let last: { offset: number; length: number; children?: Node[] } | undefined = root;
  for (; last; last = last.children?.at(-1)) last.length = Math.min(last.length, text.length - last.offset);
}

/**
 * Undefined where the edit is not inside one object of a list under a key of the root, where that object is broken now, or
 * where the edit before was in another list.
 */
function afterEdit({ text: was, root }: Tree, text: string): Tree | undefined {
  const edit = editBetween(was, text);
  const property = root && holder(root, edit);
  // A list that was moved as a whole would keep the trees alive that it comes from.
  if (!property || isMoved(property)) return undefined;
  const list = property.children?.[1];
  const item = list?.type === 'array' ? holder(list, edit) : undefined;
  if (item?.type !== 'object') return undefined;
  const longer = text.length - was.length;
  const source = copied(text.slice(item.offset, item.offset + item.length + longer));
  const { root: made, errors } = parsed(source);
  if (errors.length > 0 || made?.type !== 'object' || made.length !== source.length) return undefined;

  const newRoot = longerBy(longer, root);
  const newProperty = longerBy(longer, property, newRoot);
  const newList = longerBy(longer, list!, newProperty);
  fill(newRoot, root, property, newProperty, longer);
  fill(newProperty, property, list!, newList, longer);
  fill(newList, list!, item, new MovedNode(made, item.offset, newList), longer);
  return { text, root: newRoot, errors: [] };
}

/** The value under a key; of doubled keys the last, which is the one that counts. Where it is not there nothing is moved. */
export function valueUnder(object: Node | undefined, key: string): Node | undefined {
  const last = indexUnder(object, key);
  return last < 0 ? undefined : object!.children![last]!.children![1];
}

/** Where it stands: for that nothing is moved. */
export function spanUnder(object: Node | undefined, key: string): Span | undefined {
  const last = indexUnder(object, key);
  if (last < 0) return undefined;
  const { offset, length } = asParsed(object!).children![last]!.children![1]!;
  return { offset: isMoved(object!) ? offset + object.by : offset, length };
}

function indexUnder(object: Node | undefined, key: string): number {
  const properties = (object && asParsed(object).children) ?? [];
  let last = properties.length - 1;
  while (last >= 0 && !isUnder(properties[last]!, key)) last--;
  return last;
}

const isUnder = ({ children }: Node, key: string): boolean =>
  children?.[0]?.value === key && children[1] !== undefined;

/** The child that the edit is inside of, so that it begins and ends as it did. */
const holder = (node: Node, { offset, length }: Span): Node | undefined =>
  node.children?.find((child) => child.offset < offset && offset + length < child.offset + child.length);

/** The node itself, without what is in it. */
const longerBy = (longer: number, { type, offset, length }: Node, parent?: Node): Node => ({
  type,
  offset,
  length: length + longer,
  ...(parent ? { parent } : {}),
  children: [],
});

/** Gives `node` the children of `was`: `by` in the place of `child`, and those behind it so much further on. */
function fill(node: Node, was: Node, child: Node, by: Node, longer: number): void {
  for (const other of was.children!)
    node.children!.push(
      other === child ? by : new MovedNode(other, other.offset > child.offset ? longer : 0, node),
    );
}

const asParsed = (node: Node): Node => (isMoved(node) ? node.origin : node);

/** Two bundles have a class each, and go on from each other's trees. */
const isMoved = (node: Node): node is MovedNode => 'origin' in node;

/** A node as it stands elsewhere in a text; what is in it is moved when it is looked at. */
class MovedNode implements Node {
  readonly type: Node['type'];
  readonly offset: number;
  readonly length: number;
  readonly value: unknown;
  readonly parent: Node;
  /** As it was parsed, and how far from there it is now. */
  readonly origin: Node;
  readonly by: number;
  #children: Node[] | undefined;

  constructor(node: Node, by: number, parent: Node) {
    this.origin = asParsed(node);
    this.by = isMoved(node) ? node.by + by : by;
    this.type = node.type;
    this.offset = node.offset + by;
    this.length = node.length;
    this.value = node.value;
    this.parent = parent;
  }

  get children(): Node[] {
    this.#children ??= (this.origin.children ?? []).map((child) => new MovedNode(child, this.by, this));
    return this.#children;
  }
}
