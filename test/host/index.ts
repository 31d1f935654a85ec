/** Loaded inside an extension host, embedded or desktop: runs the suite that is bundled beside it. */
import Mocha from 'mocha';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    forbidOnly: true,
    reporter: join(__dirname, '..', '..', 'tools', 'reporter.js'),
  });
  mocha.addFile(join(__dirname, 'host.js'));
  const failures = await new Promise<number>((resolve) => {
    try {
      mocha.run(resolve);
    } catch (error) {
      tellWhy(error);
      throw error;
    }
  });
  if (failures > 0) throw new Error(`${failures} of the extension host's tests failed.`);
}

/** A suite that cannot even be loaded reaches no reporter, and the console here is full of other things. */
function tellWhy(error: unknown): void {
  const text = error instanceof Error ? error.stack : String(error);
  const file = process.env.VMEMMAP_LENS_RESULTS;
  if (file) writeFileSync(file, JSON.stringify({ passed: 0, failed: 1, pending: 0, text }));
}
