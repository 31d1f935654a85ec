import assert from 'node:assert/strict';
import fc from 'fast-check';
import { getNodePath } from 'jsonc-parser';
import { treeOf } from '../../src/config/tree';
import type { Node } from 'jsonc-parser';
import type { Tree } from '../../src/config/tree';

/** All of a node, and the way to it. */
const plain = (node: Node): unknown => ({
  type: node.type,
  offset: node.offset,
  length: node.length,
  value: node.value,
  path: getNodePath(node),
  children: (node.children ?? []).map(plain),
});
const said = ({ root, errors }: Tree): unknown => ({ root: root && plain(root), errors });

const TEXT = `// A file
{
  "machine": { "kernel": "6.12", "ram": [{ "start": 0, "size": "4GiB" }] }, /* of lists */
  "pgmaps": [
    { "name": "a", "align": "1GiB", "ranges": ["0x440200000-0x53fffffff", { "start": 1, "end": "0x5" }] },
    { "map": "dev", "raw": { "start": "0x10000000000", "size": "16GiB" } }, // the last but one
    { "size": "1.3GiB" },
  ],
  "hugetlb": [{ "page_size": "1GiB", "count": 4 }, {}]
}`;

const cut = fc.record({
  at: fc.nat(TEXT.length),
  length: fc.oneof(fc.constant(0), fc.constant(1), fc.nat(12)),
  by: fc.oneof(
    fc.constantFrom('', '7', '"', '{', '}', '},', ', {}', '[', ']', '//', '/*', '*/', '\n', '"a": 1,', '\\'),
    fc.string({ maxLength: 3 }),
  ),
});

/** A random text is broken most of the time, and one that is broken is parsed whole: some cuts are mended again. */
const edits = fc.array(fc.record({ cut, mended: fc.boolean() }), { minLength: 1, maxLength: 8 });

describe('the syntax tree of a text after an edit', () => {
  it('is the one that the text has on its own', () => {
    let again = 0;
    fc.assert(
      fc.property(edits, (all) => {
        let [text, tree] = [TEXT, treeOf(TEXT)];
        const go = (next: string): void => {
          const now = treeOf(next, tree);
          assert.deepEqual(said(now), said(treeOf(next)));
          if (now.root?.children?.some((child) => 'origin' in child)) again++;
          [text, tree] = [next, now];
        };
        for (const { cut: one, mended } of all) {
          const was = text;
          go(text.slice(0, one.at) + one.by + text.slice(one.at + one.length));
          if (mended || tree.errors.length > 0) go(was);
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 300) },
    );
    assert.ok(again > 100, `${again} trees were made of the one before`);
  });

  it('parses the object alone that was edited, and moves what is behind it', () => {
    const edited = TEXT.replace('"dev"', '"member"');
    const [before, now] = [treeOf(TEXT), treeOf(edited, treeOf(TEXT))];
    const items = ({ root }: Tree): Node[] => root!.children![1]!.children![1]!.children!;
    assert.deepEqual(
      items(now).map((node, i) => node.offset - items(before)[i]!.offset),
      [0, 0, 3],
    );
    assert.equal(items(now)[2]!.children![0]!.children![1]!.value, '1.3GiB');
  });

  it('keeps no tree alive but the first, however many edits follow', () => {
    let tree = treeOf(TEXT);
    for (let i = 0; i < 100; i++) {
      tree = treeOf(TEXT.replace('"dev"', `"${i}"`).replace('1.3GiB', `${i % 7}GiB`), tree);
      tree = treeOf(tree.text.replace('"a"', `"a${i}"`), tree);
    }
    const seen = new Set<unknown>();
    const reach = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      Object.values(value).forEach(reach);
    };
    reach(tree.root);
    assert.ok(seen.size < 400, `${seen.size} objects`);
  });
});
