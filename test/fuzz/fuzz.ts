/** `npm run fuzz -- [--seconds N] [--seed N]`: every property for its share of the time, with a seed that repeats it. */
import { CORPUS, anyText, PROPERTIES } from './properties';

const option = (name: string, usual: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};
const seconds = option('seconds', 60);
const seed = option('seed', Date.now() % 2 ** 31);

console.log(`seed ${seed}, ${seconds} s for ${PROPERTIES.length} properties`);
CORPUS.forEach(anyText);
console.log(`ok   the corpus of ${CORPUS.length} texts`);
for (const { name, run } of PROPERTIES) {
  try {
    run({ runs: 1e9, ms: (seconds * 1000) / PROPERTIES.length, seed });
    console.log(`ok   ${name}`);
  } catch (error) {
    console.log(`FAIL ${name}\n${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof Error && error.cause) console.log(error.cause);
    process.exitCode = 1;
  }
}
