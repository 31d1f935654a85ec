import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse } from '../../src/config/analyse';
import type { Finding } from '../../src/config/model';

/** A config with the places of its findings marked: `«code:text»`, one in another where a place has two. What the analysis finds must stand just there. */
function check(
  marked: string,
  others: RegExp = /^(larger-align|dedup-off-.*|compound-misaligned|partial-compound)$/,
): Finding[] {
  const expected: { code: string; offset: number; length: number }[] = [];
  let text = '';
  const open: { code: string; offset: number }[] = [];
  for (const part of marked.split(/(«[a-z-]+:|»)/))
    if (part === '»') {
      const { code, offset } = open.pop()!;
      expected.push({ code, offset, length: text.length - offset });
    } else if (part.startsWith('«')) open.push({ code: part.slice(1, -1), offset: text.length });
    else text += part;
  const { findings } = analyse(text);
  const wanted = new Set(expected.map((e) => e.code));
  const got = findings
    .filter((f) => wanted.has(f.code) || !others.test(f.code))
    .map(({ code, offset, length }) => ({ code, offset, length }));
  const byOffset = (a: { offset: number; code: string }, b: { offset: number; code: string }): number =>
    a.offset - b.offset || a.code.localeCompare(b.code);
  assert.deepEqual(
    got.sort(byOffset),
    expected.sort(byOffset),
    findings.map((f) => `${f.code} ${f.message}`).join('\n'),
  );
  for (const f of findings) assert.match(f.message, /^[^\n]+\.$/, f.message);
  return [...findings];
}

const range = '"ranges": [{ "start": "0x10000000000", "size": "1GiB" }]';

describe('what the config says is wrong, and where', () => {
  for (const [what, text] of [
    ['nothing', `{ "pgmaps": [{ "name": "dax0.0", ${range} }] }`],
    ['comments and trailing commas are fine', `// one\n{ "pgmaps": [{ ${range}, /* two */ }, ], }`],
    [
      'an object of daxctl list -M stands as it is',
      '{ "pgmaps": [{ "chardev":"dax0.0", "size":268435456, "target_node":1, "align":2097152, "mode":"devdax", "online_memblocks":2, "total_memblocks":2, "movable":false, "state":"disabled", "mappings":[ { "page_offset":0, "start":19595788288, "end":19864223743, "size":268435456 } ] }] }',
    ],
    ['a text range', '{ "pgmaps": [{ "ranges": ["0x10000000000-0x1003fffffff"] }] }'],
    ['an unknown key', `{ "pgmaps": [{ «unknown-key:"algin"»: "2MiB", ${range} }] }`],
    [
      'an unknown key of the machine',
      `{ "machine": { «unknown-key:"kernal"»: "6.1" }, "pgmaps": [{ ${range} }] }`,
    ],
    ['a wrong type', '{ "pgmaps": «wrong-type:{}» }'],
    ['a wrong entry among good ones', `{ "pgmaps": [«wrong-type:5», { ${range} }] }`],
    ['no ranges', '{ "pgmaps": [«missing-key:{» "name": "x" }] }'],
    ['empty ranges', '{ "pgmaps": [{ "ranges": «empty-range:[]» }] }'],
    ['no start', '{ "pgmaps": [{ "ranges": [«missing-key:{» "size": "1GiB" }] }] }'],
    ['no end and no size', '{ "pgmaps": [{ "ranges": [«missing-key:{» "start": "0x10000000000" }] }] }'],
    [
      'an empty range',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "size": «empty-range:0» }] }] }',
    ],
    [
      'an end below its start',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "end": «bad-value:"0x100"» }] }] }',
    ],
    [
      'start, end and size that disagree',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "end": "0x1003fffffff", "size": «conflicting-keys:"2GiB"» }] }] }',
    ],
    ['a negative number', '{ "pgmaps": [{ "ranges": [{ "start": «bad-value:-1», "size": "1GiB" }] }] }'],
    ['a fraction', '{ "pgmaps": [{ "ranges": [{ "start": 0, "size": «bad-value:1.5» }] }] }'],
    [
      'a number that doubles cannot hold',
      `{ "machine": { "ram": [{ "start": «not-exact:9007199256838144», "size": "1GiB" }] }, "pgmaps": [{ ${range} }] }`,
    ],
    [
      'the first number that doubles cannot hold',
      `{ "machine": { "ram": [{ "start": «not-exact:9007199254740993», "size": "1GiB" }] }, "pgmaps": [{ ${range} }] }`,
    ],
    [
      'a fraction that a double rounds to a whole number',
      '{ "pgmaps": [{ "size": «bad-value:9007199254740991.3» }] }',
    ],
    ['a fraction of bytes in quotes', '{ "pgmaps": [{ "size": «bad-value:"1.5"» }] }'],
    ['no ranges but null', '{ "pgmaps": [{ "ranges": «wrong-type:null» }] }'],
    ['ranges that are no list', '{ "pgmaps": [{ "ranges": «wrong-type:"0x0-0x1fffff"» }] }'],
    [
      'ranges under both names',
      `{ "pgmaps": [{ ${range}, «conflicting-keys:"mappings"»: ["0x20000000000-0x2003fffffff"] }] }`,
    ],
    [
      'mappings of daxctl list -Mu: a rounded size beside both ends says nothing',
      '{ "pgmaps": [{ "chardev": "dax0.0", "size": "30.57 GiB (32.83 GB)", "mappings": [{ "page_offset": "0x0", "start": "0x10000000000", "end": "0x107a43fffff", "size": "30.57 GiB (32.83 GB)" }] }] }',
    ],
    [
      'a rounded size that is another one',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "end": "0x1003fffffff", "size": «approximate-size:«conflicting-keys:"30.57 GiB (32.83 GB)"»» }] }] }',
    ],
    [
      'a struct page that no kernel has',
      `{ "machine": { "struct_page_size": «struct-page-size:128» }, "pgmaps": [{ ${range} }] }`,
    ],
    [
      'sizes that the architecture does not have',
      `{ "machine": { "arch": "arm64", "page_size": «bad-value:"32KiB"» }, "pgmaps": [], "hugetlb": [{ "page_size": «bad-value:"512MiB"», "count": 2 }] }`,
    ],
    [
      'a power of 1000',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "size": «decimal-size:"2097152KB"» }] }] }',
    ],
    [
      'a rounded size',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "size": «approximate-size:"512.00 MiB (536.87 MB)"» }] }] }',
    ],
    [
      'align against vmemmap_shift',
      `{ "pgmaps": [{ "align": "2MiB", "vmemmap_shift": «conflicting-keys:18», ${range} }] }`,
    ],
    ['an align that dax does not take', `{ "pgmaps": [{ "align": «align-unsupported:"3MiB"», ${range} }] }`],
    ['a mode that is none', `{ "pgmaps": [{ "mode": «bad-value:"devdx"», ${range} }] }`],
    ['a kernel that is none', `{ "machine": { "kernel": «bad-value:"latest"» }, "pgmaps": [{ ${range} }] }`],
    ['a kernel not out yet', `{ "machine": { "kernel": «assumed-value:"9.0"» }, "pgmaps": [{ ${range} }] }`],
    ['a size without a base', '{ "pgmaps": [{ "size": «assumed-value:"4GiB"» }] }'],
    [
      'a behaviour that is none, and a flag that is none',
      '{ "machine": { "behaviour": { "dedup_gate": «bad-value:"always"», "dedup_selected": «wrong-type:1», «unknown-key:"dedup_gates"»: "never", "hvo": "shared-tail" } }, "pgmaps": [] }',
    ],
    [
      'an altmap that lacks a key, or has no effect',
      `{ "pgmaps": [{ "map": "dev", "altmap": «missing-key:{»"reserve": 2 }, ${range} }] }`,
    ],
    [
      'an altmap without map dev',
      `{ "pgmaps": [{ "altmap": «ineffective-value:{ "reserve": 2, "free": 8192 }», ${range} }] }`,
    ],
    [
      'a page size that an architecture does not have',
      '{ "machine": { "arch": "loongarch64", "page_size": «bad-value:"4KiB"» }, "pgmaps": [] }',
    ],
    [
      'an MMU where there is no choice',
      '{ "machine": { "arch": "arm64", "mmu": «ineffective-value:"hash"» }, "pgmaps": [] }',
    ],
    [
      'a kernel of another architecture',
      '{ "machine": { "kernel": «assumed-value:"6.12.107+deb13-arm64"» }, "pgmaps": [] }',
    ],
    [
      'another name of an architecture',
      '{ "machine": { "arch": "aarch64", "page_size": "64KiB" }, "pgmaps": [] }',
    ],
    [
      'an architecture that is none',
      `{ "machine": { "arch": «bad-value:"vax"» }, "pgmaps": [{ ${range} }] }`,
    ],
    [
      'a start off the subsection',
      '{ "pgmaps": [{ "ranges": [{ "start": «subsection-misaligned:"0x10000100000"», "size": "1GiB" }] }] }',
    ],
    [
      'a size off the subsection',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "size": «subsection-misaligned:"4KiB"» }] }] }',
    ],
    [
      'the end of a text range off the subsection',
      '{ "pgmaps": [{ "ranges": ["0x10000000000-«subsection-misaligned:0x100000fffff»"] }] }',
    ],
    [
      'a length off the align',
      '{ "pgmaps": [{ "align": "1GiB", "ranges": [{ "start": "0x10000000000", "end": «size-not-multiple-of-align:"0x1005fffffff"» }] }] }',
    ],
    [
      'two ranges in one subsection',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "size": "2GiB" }, «range-overlap:{ "start": "0x10040000000", "size": "2GiB" }»] }] }',
    ],
    [
      'two devices in one section',
      '{ "pgmaps": [{ "ranges": [{ "start": "0x10000000000", "size": "130MiB" }] }, { "ranges": [«section-shared:{ "start": "0x10008200000", "size": "2GiB" }»] }] }',
    ],
    [
      'System RAM',
      '{ "machine": { "ram": [{ "start": 0, "size": "4GiB" }] }, "pgmaps": [{ "ranges": [«ram-collision:{ "start": "0x80000000", "size": "1GiB" }»] }] }',
    ],
    [
      'boot memmap in part',
      '{ "machine": { "ram": [{ "start": 0, "size": "4160MiB" }] }, "pgmaps": [{ "ranges": [{ "start": «boot-memmap:"0x104000000"», "size": "1GiB" }] }] }',
    ],
    [
      'an altmap for two ranges',
      '{ "pgmaps": [{ "map": «altmap-multi-range:"dev"», "ranges": [{ "start": "0x10000000000", "size": "1GiB" }, { "start": "0x20000000000", "size": "1GiB" }] }] }',
    ],
    [
      'an altmap for struct pages of 80 bytes',
      '{ "machine": { "struct_page_size": 80 }, "pgmaps": [{ "map": «altmap-too-small:"dev"», "ranges": [{ "start": "0x10000000000", "size": "64GiB" }] }] }',
    ],
    [
      'an address above the limit',
      '{ "pgmaps": [{ "ranges": [{ "start": «beyond-addressable:"0x400000000000"», "size": "1GiB" }] }] }',
    ],
    [
      'a namespace with no room',
      '{ "pgmaps": [{ "align": "1GiB", "raw": { "start": "0x10000000000", "size": «namespace-unusable:"1GiB"» } }] }',
    ],
    [
      'a namespace off the subsection',
      '{ "pgmaps": [{ "raw": { "start": «namespace-unusable:"0x10000100000"», "size": "1GiB" } }] }',
    ],
    [
      'heads on a shared tail page',
      '{ "pgmaps": [{ "align": "1GiB", "ranges": [{ "start": «head-aliasing:"0x440200000"», "end": "0x53fffffff" }] }] }',
    ],
    [
      'a start off its align',
      '{ "pgmaps": [{ "align": "1GiB", "ranges": [{ "start": «compound-misaligned:"0x10008000000"», "size": "1GiB" }] }] }',
    ],
    [
      'an end off its compound',
      '{ "pgmaps": [{ "mode": "generic", "align": "64MiB", "ranges": [{ "start": "0x10000000000", "size": «partial-compound:"96MiB"» }] }] }',
    ],
    [
      'small compounds on old kernels',
      `{ "machine": { "kernel": "6.1.100" }, "pgmaps": [{ "mode": "generic", "align": «compound-overrun:"64KiB"», ${range} }] }`,
    ],
    ['no dedup: altmap', `{ "pgmaps": [{ "map": «dedup-off-altmap:"dev"», ${range} }] }`],
    ['no dedup: align', `{ "pgmaps": [{ "align": «dedup-off-small-compound:"4KiB"», ${range} }] }`],
    ['no dedup: mode', `{ "pgmaps": [{ "mode": «dedup-off-mode:"fsdax"», ${range} }] }`],
    [
      'no dedup: struct page',
      `{ "machine": { "struct_page_size": 80 }, "pgmaps": [{ "name": «dedup-off-struct-page:"d"», ${range} }] }`,
    ],
    [
      'no dedup: kernel',
      `{ "machine": { "kernel": "5.18" }, "pgmaps": [{ "name": «dedup-off-kernel:"d"», ${range} }] }`,
    ],
    [
      'memory blocks',
      '{ "pgmaps": [{ "mode": "system-ram", "ranges": [«memory-block-loss:{ "start": "0x10000000000", "size": "1006MiB" }»] }] }',
    ],
    [
      'a larger align',
      '{ "pgmaps": [{ "align": «larger-align:"2MiB"», "ranges": [{ "start": "0x10000000000", "size": "1GiB" }] }] }',
    ],
  ] as const)
    it(what, () => {
      check(text);
    });
});

describe('mappings of daxctl', () => {
  for (const [what, first, second] of [
    ['as numbers', '4194304', '0'],
    ['as the texts of -u', '"0x400000"', '"0x0"'],
  ] as const)
    it(`stand in the order of their page_offset: ${what}`, () => {
      const { config } = analyse(
        `{ "pgmaps": [{ "mappings": [{ "page_offset": ${first}, "start": "0x10000000000", "size": "1GiB" }, { "page_offset": ${second}, "start": "0x20000000000", "size": "1GiB" }] }] }`,
      );
      assert.deepEqual(
        config.pgmaps[0]!.ranges.map((r) => r.start),
        [0x20000000000n, 0x10000000000n],
      );
      assert.deepEqual(config.spanOf({ pgmap: 0, range: 0, key: 'start' }).length, '"0x20000000000"'.length);
    });
});

describe('fixes', () => {
  /** The text after the first fix of the finding with that code. */
  function fixed(text: string, code: string, which = 0): string {
    const fix = analyse(text).findings.find((f) => f.code === code)!.fixes[which]!;
    return [...fix.edits]
      .sort((a, b) => b.offset - a.offset)
      .reduce((t, e) => t.slice(0, e.offset) + e.newText + t.slice(e.offset + e.length), text);
  }
  const codes = (text: string): string[] => analyse(text).findings.map((f) => f.code);

  it('of a start keep the end, and of a good size keep the size', () => {
    const aliasing =
      '{ "pgmaps": [{ "align": "1GiB", "ranges": [{ "start": "0x440200000", "size": "0xffe00000" }] }] }';
    const mended = fixed(aliasing, 'head-aliasing');
    assert.match(mended, /"start": "0x448000000", "size": "3968MiB"/);
    assert.ok(!codes(mended).includes('head-aliasing'));
    const misaligned = '{ "pgmaps": [{ "ranges": [{ "start": "0x10000100000", "size": "1GiB" }] }] }';
    assert.match(fixed(misaligned, 'subsection-misaligned'), /"start": "0x10000200000", "size": "1GiB"/);
  });

  it('of align keep vmemmap_shift in step, and of doubled keys mend the one that counts', () => {
    const both =
      '{ "pgmaps": [{ "align": "2MiB", "vmemmap_shift": 9, "ranges": ["0x10000000000-0x1003fffffff"] }] }';
    assert.match(fixed(both, 'larger-align'), /"align": "1GiB", "vmemmap_shift": 18/);
    assert.deepEqual(codes(fixed(both, 'larger-align')), []);
    const doubled =
      '{ "pgmaps": [{ "align": "4KiB", "ranges": [{ "start": 0, "start": "0x10000100000", "size": "1GiB" }] }] }';
    assert.ok(!codes(fixed(doubled, 'subsection-misaligned')).includes('subsection-misaligned'));
  });

  it('of values and keys lead to what is meant', () => {
    assert.match(fixed('{ "pgmaps": [{ "size": 1e16 }] }', 'not-exact'), /"size": "10000000000000000"/);
    assert.match(fixed('{ "machine": { "kernel": 6.10 } }', 'bad-value'), /"kernel": "6.10"/);
    assert.match(
      fixed('{ "pgmaps": [{ "algin": "2MiB", "size": "1GiB" }] }', 'unknown-key'),
      /\{ "align": "2MiB"/,
    );
    const far = '{ "machine": 5, "pgmaps": [{ "ranges": ["0x400000000000-0x40003fffffff"] }] }';
    assert.match(fixed(far, 'beyond-addressable'), /"machine": \{ "paging_levels": 5 \}, /);
  });

  it('put a missing key on a line of its own and leave comments alone', () => {
    const text =
      '{\n  "pgmaps": [\n    {\n      // mine\n      "ranges": ["0x10000000000-0x1003fffffff"], // one\n    },\n  ],\n}\n';
    const mended = fixed(text, 'larger-align');
    assert.match(mended, /\/\/ mine\n {6}"ranges": \[.*\],\n {6}"align": "1GiB", \/\/ one/);
    assert.deepEqual(codes(mended), []);
  });

  it('of every example of a misaligned layout lead to one that is not', () => {
    for (const range of [
      '"0x10000100000-0x100401fffff"',
      '{ "start": "0x10000100000", "size": "3MiB" }',
      '{ "start": "0x1000", "end": "0x1fff" }',
    ])
      for (const which of [0, 1]) {
        const text = `{ "pgmaps": [{ "align": "4KiB", "ranges": [${range}] }] }`;
        if (analyse(text).findings[0]!.fixes.length <= which) continue;
        const mended = fixed(text, 'subsection-misaligned', which);
        assert.ok(!codes(mended).includes('subsection-misaligned'), mended);
      }
  });
});

describe('a broken file', () => {
  it('still gives what can be had from the part that parses', () => {
    const { config, findings } = analyse(
      '{ "pgmaps": [{ "ranges": [{ "start": "0x100100000", "size": "1GiB" }] }, { "name": ',
    );
    assert.equal(config.broken, true);
    assert.ok(findings.some((f) => f.code === 'subsection-misaligned'));
    assert.ok(findings.some((f) => f.code === 'syntax'));
  });

  for (const [what, text] of [
    ['empty', ''],
    ['blank', ' \n\t '],
    ['garbage', '\u0000\u0001 not JSON at all }}}}'],
    ['a comment that opens at the end', '[1 /*'],
    ['a byte order mark alone', '\ufeff'],
    ['deep nesting', '['.repeat(200_000)],
    ['deep nesting of objects', '{"pgmaps":'.repeat(50_000)],
    ['an unfinished string', '{ "pgmaps": "'],
  ] as const)
    it(`${what} is a finding and not a crash`, () => {
      const { config, findings } = analyse(text);
      assert.ok(config.broken && findings.length > 0);
      for (const { offset, length } of findings) assert.ok(offset + length <= text.length);
    });

  for (const [text, message] of [
    ['{ "a": "\\q" }', 'JSON has no such escape; write \\\\ for a backslash.'],
    ['{ "a": "\\u12" }', 'Four hex digits are wanted after \\u.'],
    ['{ "a": 1. }', 'This number is not finished; write its digits.'],
    ['{ "a": yes }', 'This is no JSON value; strings are quoted.'],
    ['{ "a" 1 }', 'A colon is wanted here, between key and value.'],
    ['{ "a": 1 } 2', 'The config ends before this; remove what follows it.'],
    ['{ "a": 1 /* }', 'This comment is not closed; close it with */.'],
    ['{ "a": "b }', 'This string is not closed; close it with a quote.'],
    ['{ "a": "\t" }', 'This character cannot stand here.'],
  ] as const)
    it(`says of ${JSON.stringify(text)}: ${message}`, () => {
      const said = analyse(text).findings.filter((f) => f.code === 'syntax');
      assert.ok(
        said.some((f) => f.message === message),
        said.map((f) => f.message).join(' '),
      );
    });

  it('a byte order mark moves nothing', () => {
    const text = '\ufeff{ "pgmaps": [{ "ranges": [{ "start": "0x100100000", "size": "1GiB" }] }] }';
    const { findings } = analyse(text);
    assert.equal(text.slice(findings[0]!.offset).startsWith('"0x100100000"'), true);
  });

  it('any cut and any lost character: never a throw, every span within the text', () => {
    const whole = `{ "machine": { "kernel": "6.12", "ram": [{ "start": 0, "size": "4GiB" }] }, "pgmaps": [
      { "name": "a", "align": "1GiB", "ranges": ["0x440200000-0x53fffffff", { "start": 1, "end": "0x5" }] },
      { "map": "dev", "raw": { "start": "0x10000000000", "size": "16GiB" } }, { "size": "1.3GiB" } ],
      "hugetlb": [{ "page_size": "1GiB", "count": 4 }] }`;
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string({ maxLength: 3 }), (a, b, junk) => {
        const text = whole.slice(0, Math.min(a, b)) + junk + whole.slice(Math.max(a, b));
        for (const f of analyse(text).findings) {
          assert.ok(f.offset >= 0 && f.length >= 0 && f.offset + f.length <= text.length, f.message);
          for (const fix of f.fixes) for (const e of fix.edits) assert.ok(e.offset + e.length <= text.length);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('places', () => {
  const text =
    '{ "machine": { "kernel": "6.12" }, "pgmaps": [ 7, { "chardev": "dax0.0", "align": "2MiB", "mappings": [ "x", { "start": "0x10000000000", "size": "1GiB" } ], "raw": 1 } ] }';
  const { config } = analyse(text);
  const at = (part: string): unknown => config.placeAt(text.indexOf(part) + 1);

  it('are found from an offset, entries that cannot be read left out', () => {
    assert.deepEqual(at('"6.12"'), { pgmap: null, key: 'kernel' });
    assert.deepEqual(at('"dax0.0"'), { pgmap: 0 });
    assert.deepEqual(at('"2MiB"'), { pgmap: 0, key: 'align' });
    assert.deepEqual(at('"align"'), { pgmap: 0, key: 'align' });
    assert.deepEqual(at('"0x10000000000"'), { pgmap: 0, range: 0, key: 'start' });
    assert.equal(config.placeAt(0), undefined);
  });

  it('lead back to the value', () => {
    const span = config.spanOf({ pgmap: 0, range: 0, key: 'end' });
    assert.equal(text.slice(span.offset, span.offset + span.length), '"1GiB"');
  });
});
