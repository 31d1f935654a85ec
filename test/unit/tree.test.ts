import assert from 'node:assert/strict';
import fc from 'fast-check';
import { getNodePath } from 'jsonc-parser';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { analyse, analysing } from '../../src/config/analyse';
import { treeOf } from '../../src/config/tree';
import { finish } from '../../src/engine/steps';
import type { Node } from 'jsonc-parser';
import type { Tree } from '../../src/config/tree';

/** What is read of a node, and the way to it. */
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

  /** Objects that can be reached from a tree. */
  const reached = (tree: Tree): number => {
    const seen = new Set<unknown>();
    const reach = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      Object.values(value).forEach(reach);
    };
    reach(tree.root);
    return seen.size;
  };
  const isAgain = ({ root }: Tree): boolean => root!.children!.some((child) => 'origin' in child);

  it('keeps no tree alive but the first, however many edits follow', () => {
    let tree = treeOf(TEXT);
    for (let i = 0; i < 100; i++)
      for (const [from, to] of [
        [/"a\d*"/, `"a${i}"`],
        [/"dev"|"mem"/, i % 2 === 0 ? '"mem"' : '"dev"'],
      ] as const) {
        tree = treeOf(tree.text.replace(from, to), tree);
        assert.ok(isAgain(tree));
      }
    assert.ok(reached(tree) < 400, `${reached(tree)} objects`);
  });

  it('keeps none alive where two lists are edited by turns', () => {
    let tree = treeOf(TEXT);
    for (let i = 0; i < 100; i++)
      for (const [from, to] of [
        [/"count": \d+/, `"count": ${i}`],
        [/"a\d*"/, `"a${i}"`],
      ] as const)
        tree = treeOf(tree.text.replace(from, to), tree);
    assert.ok(reached(tree) < 400, `${reached(tree)} objects`);
  });

  it('keeps no text alive but its own: neither by its values nor by the names of pgmaps', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const pgmap = (i: number, size: string): string =>
      `{ "name": "a name that is cut from the text ${i}", "ranges": [{ "start": "0x${(2 ** 40 + i * 2 ** 35).toString(16)}", "size": "${size}" }] }`;
    const parts = Array.from({ length: 120 }, (_, i) => pgmap(i, '2GiB'));
    // So that what is kept of each text shows.
    const text = (): string => `{ "pgmaps": [${parts.join()}] /* ${'.'.repeat(2 ** 20)} */ }`;
    let analysis = analyse(text());
    collect();
    const used = process.memoryUsage().heapUsed;
    for (const i of parts.keys()) {
      parts[i] = pgmap(i, '3GiB');
      const { config, layout } = analysis;
      // Every other time the text was broken, or another list was edited, and all of it is parsed.
      const before = i % 2 === 0 ? { config, layout } : { config: { ...config, tree: undefined }, layout };
      analysis = finish(analysing(text(), undefined, before));
    }
    collect();
    const more = (process.memoryUsage().heapUsed - used) / 2 ** 20;
    assert.equal(analysis.config.pgmaps.length, parts.length);
    assert.ok(more < 30, `${more.toFixed()} MiB more after ${parts.length} edits of a text of 1 MiB`);
  });
});
