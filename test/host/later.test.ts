import assert from 'node:assert/strict';
import { later, madeLater } from '../../src/editor/later';

describe('what is made of parts that are loaded later', () => {
  const loaded = async (): Promise<void> => {
    await later();
    await new Promise((resolve) => setTimeout(resolve));
  };

  it('goes with the rest', async () => {
    const said: string[] = [];
    const making = madeLater(() => {
      said.push('made');
      return { dispose: () => said.push('gone') };
    });
    await loaded();
    making.dispose();
    assert.deepEqual(said, ['made', 'gone']);
  });

  it('is not made any more where the rest has gone before', async () => {
    const said: string[] = [];
    const making = madeLater(() => ({ dispose: () => said.push('made') }));
    making.dispose();
    await loaded();
    assert.deepEqual(said, []);
  });
});
