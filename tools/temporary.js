// A temporary folder of one's own, gone when this process ends, however it ends.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { atEnd } = require('./processes');

/** `{ path, remove() }`. The path is short, since the sockets that VS Code makes inside have at most 107 bytes. */
function temporaryFolder() {
  const parent = process.platform !== 'win32' && tmpdir().length > 40 ? '/tmp' : tmpdir();
  const path = mkdtempSync(join(parent, 'vmemmap-lens-'));
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const forget = atEnd(remove);
  return { path, remove: () => (remove(), forget()) };
}

module.exports = { temporaryFolder };
