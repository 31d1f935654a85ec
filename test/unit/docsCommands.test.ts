import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages, root } from '../docs/pages';
import { openSandbox } from '../docs/sandbox';
import type { Sandbox } from '../docs/sandbox';

const OURS = /vmemmap-lens |dist\/cli\.js/;
/** A config that a page shows under a name can be used in its commands. */
const NAMED = /^\/\/ ([\w.-]+\.pgmap\.jsonc)(?::|$)/m;

/** A page with what its commands print today in place of what stands under them. */
const answered = (page: string, run: (command: string) => string): string =>
  page.replace(/^```console\n([^]*?)^```$/gm, (_, block: string) => {
    const commands = [...block.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command!);
    return `\`\`\`console\n${commands.map((command) => `$ ${command}\n${run(command)}`).join('')}\`\`\``;
  });

describe('commands in the pages', function () {
  // They start processes, on machines that may be busy.
  this.timeout(60_000);
  let sandbox: Sandbox;
  before(() => {
    sandbox = openSandbox();
  });
  after(() => sandbox?.remove());

  for (const { name, text, blocks, prose } of pages) {
    const scripts = blocks.filter(({ language, text }) => language === 'sh' && OURS.test(text));
    const shown = blocks.filter(({ language }) => language === 'console');
    const named = blocks.filter(({ language, text }) => language === 'jsonc' && NAMED.test(text));

    if (scripts.length > 0)
      it(`${name}: run`, () => {
        for (const line of scripts.flatMap(({ text }) => text.split('\n')).filter((l) => OURS.test(l))) {
          const { status, output } = sandbox.run(line);
          assert.ok(status === 0 || status === 1, `${line}\n${output}`);
        }
      });

    // docs/cli.md is held to the program as a whole.
    if (shown.length > 0 && name !== 'docs/cli.md')
      it(`${name}: print what stands there (npm run docs writes it)`, () => {
        for (const { text: config } of named) sandbox.write(NAMED.exec(config)![1]!, config);
        const today = answered(text, (command) => sandbox.run(command).output);
        if (process.env['VMEMMAP_LENS_WRITE_DOCS']) writeFileSync(join(root, name), today);
        else assert.equal(text, today);
      });

    if (shown.length > 0)
      it(`${name}: bear out the figures in bold`, () => {
        for (const section of prose.split(/^(?=## )/m)) {
          const heading = section.slice(0, section.indexOf('\n'));
          const beside = shown.filter((b) => heading !== '' && b.section.startsWith(heading));
          for (const [, figure] of section.matchAll(/\*\*([\d.,]+ (?:%|[KMGT]?i?B))\*\*/g))
            assert.ok(
              beside.some(({ text }) => text.includes(figure!)),
              `${figure} in ${heading}`,
            );
        }
      });
  }
});
