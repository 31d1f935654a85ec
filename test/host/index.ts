/** Loaded inside an extension host, embedded or desktop: runs the suite that is bundled beside it. */
import Mocha from 'mocha';
import { join } from 'node:path';

export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 20_000,
    forbidOnly: true,
    reporter: join(__dirname, '..', '..', 'tools', 'reporter.js'),
  });
  mocha.addFile(join(__dirname, 'host.js'));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the extension host's tests failed.`);
}
