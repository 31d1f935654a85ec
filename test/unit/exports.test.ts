import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { analyse } from '../../src/config/analyse';
import { showMessage } from '../../src/editor/panelMessages';
import { exportText } from '../../src/report/exports';
import { configIn, withConfig } from '../../src/report/svgConfig';
import { seenSvg } from '../../webview/exports';
import { modelOf } from '../../webview/model';
import { coloured, PALETTES, THEMES } from '../../webview/palette';
import { scene } from '../../webview/scene';
import { svgText } from '../../webview/svgText';
import { START } from '../../webview/view';
import { oneGiB, show, twoMiB } from './sceneFixtures';
import type { ShowMessage } from '../../src/protocol';

const root = join(__dirname, '..', '..');
const css = readFileSync(join(root, 'media', 'marks.css'), 'utf8');
const examples = readdirSync(join(root, 'examples')).map((f) =>
  readFileSync(join(root, 'examples', f), 'utf8'),
);
const picture = (message: ShowMessage, theme: (typeof THEMES)[number] = 'light', title = 'T'): string =>
  svgText(
    scene(modelOf(message), START, { width: 700 }).strips,
    { title, headline: 'H', lines: ['L'] },
    PALETTES[theme],
    css,
  );
const messageOf = (text: string): ShowMessage =>
  showMessage(
    { uri: { path: '/x.pgmap.json', toString: () => 'file:///x' }, version: 1 } as never,
    analyse(text),
  );

/** A small reader of XML, strict: throws at anything that is not well-formed. Returns all text. */
function readXml(xml: string): string {
  const open: string[] = [];
  let text = '';
  let at = 0;
  while (at < xml.length) {
    if (xml[at] !== '<') {
      const end = xml.indexOf('<', at) < 0 ? xml.length : xml.indexOf('<', at);
      const raw = xml.slice(at, end);
      assert.doesNotMatch(raw.replace(/&(amp|lt|gt|quot|#39);/g, ''), /&/);
      text += raw;
      at = end;
      continue;
    }
    const end = /^<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/.exec(xml.slice(at));
    assert.ok(end, `not well-formed at ${xml.slice(at, at + 60)}`);
    const [whole, closing, tag, attributes, empty] = end as unknown as [
      string,
      string,
      string,
      string,
      string,
    ];
    assert.doesNotMatch(attributes.replace(/&(amp|lt|gt|quot|#39);/g, ''), /&/);
    if (closing) assert.equal(open.pop(), tag);
    else if (!empty) open.push(tag);
    at += whole.length;
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  return text;
}

describe('exported pictures', () => {
  it('are well-formed for every example in every theme', () => {
    for (const text of examples)
      for (const theme of THEMES) assert.match(readXml(picture(messageOf(text), theme)), /All devices/);
  });

  it('have colours of their own: no variable, no mixture, nothing for a pointer', () => {
    for (const theme of THEMES) {
      const sheet = coloured(css, PALETTES[theme]);
      assert.doesNotMatch(sheet, /var\(|color-mix|:hover|:focus|cursor|NaN|undefined/);
      assert.match(sheet, /\.page\.head \{/);
    }
    assert.match(
      coloured('.a { fill: color-mix(in srgb, var(--ink) 50%, var(--ground)); }', PALETTES.print),
      /fill: #808080/,
    );
  });

  it('keep hostile names as text', () => {
    const names = [
      '</svg><script>alert(1)</script>',
      ']]>',
      '&amp;"\'',
      'a\u0000b\u001b[2J',
      '\u202eabc',
      '\ud800',
      '<!--',
    ];
    for (const name of names) {
      const svg = picture(show([twoMiB(name, 0x1080000, 4), oneGiB('b', 0x9080000, 1)]), 'dark', name);
      readXml(svg);
      assert.doesNotMatch(svg, /<script|<!--|\u202e/);
    }
  });

  it('hold the config, to the last character', () => {
    const svg = picture(show([oneGiB('a', 0x4080000, 4)]));
    for (const text of [
      ...examples,
      '',
      '\r\n\t{}\u2028',
      '</config></metadata>',
      '$& $1 \ud800 \ufeff é 🙂',
    ])
      assert.equal(configIn(withConfig(svg, text)), text);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const whole = withConfig(svg, text);
        readXml(whole);
        assert.equal(configIn(whole), text);
      }),
    );
  });

  it('give it back from a file that a drawing program has written anew', () => {
    assert.equal(
      configIn(
        '<metadata id="m1"><ns0:config\n xmlns:ns0=\'urn:vmemmap-lens:config\' id="c"\n encoding=\'json\'>&quot;{\\n}&quot;</ns0:config></metadata>',
      ),
      '{\n}',
    );
  });

  it('give nothing back where there is none, or it is damaged', () => {
    for (const svg of [
      '',
      '<svg/>',
      '<config xmlns="urn:vmemmap-lens:config" encoding="json">"a</config>',
      withConfig('<metadata></metadata>', 'x').slice(0, 70),
      '<config encoding="json">"of somebody else"</config>',
    ])
      assert.equal(configIn(svg), undefined);
  });
});

describe('an exported comparison', () => {
  it('has the mapping of both sides, each under its name, and what differs', () => {
    const text = (kernel: string): string =>
      `{ "machine": { "kernel": "${kernel}" }, "pgmaps": [{ "name": "dax0.0", "align": "2MiB", "ranges": [{ "start": "0x4080000000", "size": "1GiB" }] }] }`;
    const seen = {
      model: modelOf(messageOf(text('6.12'))),
      view: { ...START, device: 'dax0.0' },
      width: 700,
      compared: {
        with: { kernel: '5.15' },
        model: modelOf(messageOf(text('5.15'))),
        problem: null,
      },
    };
    const alone = readXml(seenSvg({ ...seen, compared: undefined }, PALETTES.light));
    const both = readXml(seenSvg(seen, PALETTES.light));
    assert.doesNotMatch(alone, /⇄/);
    assert.match(both, /6\.12\S* ⇄ .*5\.15/);
    assert.equal(both.split('page frames').length - alone.split('page frames').length, 1);
  });
});

describe('exported text', () => {
  it('as CSV: exact figures for all devices, the runs for one', () => {
    const found = analyse(
      '{ "pgmaps": [ { "name": "=cmd()", "align": "1GiB", "ranges": [{ "start": "0x4080000000", "size": "256GiB" }] } ] }',
    );
    const [head, row] = exportText(found, 'csv', null)
      .trim()
      .split('\n')
      .map((l) => l.split(','));
    const figures = Object.fromEntries(head!.map((h, i) => [h, row![i]]));
    assert.equal(figures['name'], "'=cmd()");
    assert.deepEqual(
      [figures['bytesSaved'], figures['pteTables'], figures['frames']],
      ['4284481536', '2048', '512'],
    );
    assert.deepEqual(exportText(found, 'csv', 0).split('\n').slice(0, 3), [
      'range,firstPage,count,kind,frame,rule,step,repeat,pages,frames',
      '0,0,1,own,0,head,0,256,4096,2',
      '0,1,1,own,1,first-tail,0,256,4096,2',
    ]);
  });

  it('as a diagram of at most 78 columns, as Markdown and as JSON of what is seen alone', () => {
    for (const text of examples) {
      const found = analyse(text);
      for (const line of exportText(found, 'text', null).split('\n')) assert.ok(line.length <= 78, line);
      if (found.config.pgmaps.length === 0) continue;
      const json = JSON.parse(exportText(found, 'json', 0)) as { pgmaps: { name: string }[] };
      assert.deepEqual(
        json.pgmaps.map((p) => p.name),
        [found.config.pgmaps[0]!.name],
      );
      assert.match(exportText(found, 'markdown', 0), /^# Memory for struct pages/);
    }
  });

  it('is empty where nothing is seen', () => {
    for (const format of ['csv', 'markdown', 'json', 'text'] as const)
      assert.equal(exportText(analyse('{ "pgmaps": [] }'), format, 3), '');
  });
});
