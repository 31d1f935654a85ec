/**
 * `npm run bench [-- --json | --markdown] [--only PART …]`: holds the speed, size and memory budgets. Prints each figure, and
 * ends with 1 where a budget is broken. Text and JSON go to standard output, what is being done to standard error.
 */
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../e2e/harness';
import { activation } from './activation';
import { analysis } from './analysis';
import { engine } from './engine';
import { frames } from './frames';
import { memory } from './memory';
import { sizes } from './sizes';
import { surroundings } from './surroundings';
import { asJson, asText, brokenRows, type Section } from './table';
import { typing } from './typing';
import { writeFigures } from './writeFigures';

interface Part {
  readonly measure: () => Section[] | Promise<Section[]>;
  /** In a real workbench. */
  readonly workbench: boolean;
}

const PARTS: Readonly<Record<string, Part>> = {
  engine: { measure: engine, workbench: false },
  analysis: { measure: analysis, workbench: false },
  sizes: { measure: sizes, workbench: false },
  activation: { measure: activation, workbench: true },
  typing: { measure: typing, workbench: true },
  frames: { measure: frames, workbench: true },
  memory: { measure: memory, workbench: true },
};

const tools = createRequire(join(root, 'tools', 'test.js'));
const { installHost } = tools('./host-install.js') as {
  installHost(host?: undefined, say?: (text: string) => void): Promise<unknown>;
};
const { Problem, runMain } = tools('./problem.js') as {
  Problem: new (message: string, exitCode?: number) => Error;
  runMain(main: () => Promise<void>): void;
};

function wanted(): { parts: string[]; json: boolean; markdown: boolean } {
  const names = Object.keys(PARTS);
  const usage = `npm run bench [-- --json | --markdown] [--only ${names.join(' | ')}]`;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const options = { json: flag, markdown: flag, only: { type: 'string', multiple: true } } as const;
    const { json, markdown, only } = parseArgs({ options }).values;
    const unknown = only?.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`there is no part ${unknown}`);
    return { parts: only ?? names, json, markdown };
  } catch (error) {
    throw new Problem(`${usage}: ${(error as Error).message}`, 2);
  }
}

/** Said to the process of a part: its name follows. */
const PART = '--part';

/** In a process of its own: what one part leaves to be collected is not in the way of the next. */
const measured = (name: string): Promise<Section[]> =>
  new Promise((resolve) => {
    // One that could not be measured keeps no budget, and the others are measured all the same.
    const row = { what: 'could not be measured', figure: NaN, unit: '', budget: 0 };
    let sections: Section[] = [{ title: name, rows: [row] }];
    const child = fork(process.argv[1]!, [PART, name], { serialization: 'advanced' });
    child.once('message', (message) => (sections = message as Section[]));
    for (const end of ['error', 'close']) child.once(end, () => resolve(sections));
  });

/** What such a process does; it ends with the one that started it, and takes its editors along. */
async function measure(name: string): Promise<void> {
  process.once('disconnect', () => process.exit());
  const sections = await PARTS[name]!.measure();
  process.send!(sections, undefined, undefined, () => process.disconnect());
}

runMain(async () => {
  if (process.argv[2] === PART) return measure(process.argv[3]!);
  const { parts, json, markdown } = wanted();
  const say = (text: string): void => console.error(text);
  if (parts.some((name) => PARTS[name]!.workbench)) await installHost(undefined, say);
  const sections: Section[] = [];
  for (const name of parts) {
    say(`measuring ${name} …`);
    const made = await measured(name);
    sections.push(...made);
    if (!json) for (const section of made) console.log(asText(section));
  }
  const broken = brokenRows(sections);
  if (json)
    console.log(
      JSON.stringify({ ...surroundings(), sections: asJson(sections), broken: broken.length }, null, 2),
    );
  else console.log(`\n${broken.length === 0 ? 'Every budget is kept.' : `${broken.length} broken.`}`);
  if (markdown) writeFigures(sections);
  process.exitCode = broken.length > 0 ? 1 : 0;
});
