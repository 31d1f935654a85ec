import { CORPUS, anyText, PROPERTIES } from '../fuzz/properties';

describe('any input, for a short while', () => {
  it('the corpus of what ever broke', () => CORPUS.forEach(anyText));
  for (const { name, run } of PROPERTIES)
    it(name, function () {
      this.timeout(60_000);
      run({ runs: 150, ms: 5000 });
    });
});
