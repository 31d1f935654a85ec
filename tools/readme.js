// README.md as the extension's own page in VS Code can show it, dist/README.md. Who reads that page has the extension and
// not the repository: what stands there for the repository gives way to what its marks say,
//   <!-- repository -->TEXT<!-- installed: OTHER TEXT -->
// which GitHub shows as TEXT. And the page finds no picture and follows no link inside the repository; there is no public
// address yet that they could lead to.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const MARK = '<!-- repository -->';
// Up to its own end: a mark that lacks one stays, and is seen.
const marked = new RegExp(`${MARK}(?:(?!${MARK})[^])*?<!-- installed:\\s*([^]*?)\\s*-->`, 'g');
const ELSEWHERE = '(?!https:|#)[^)]*';
const picture = new RegExp(`^!\\[[^\\]]*\\]\\(${ELSEWHERE}\\)\\n+`, 'gm');
const link = new RegExp(`(?<!!)\\[([^\\]]+)\\]\\(${ELSEWHERE}\\)`, 'g');

const installed = (readme) =>
  readme
    .replace(marked, '$1')
    .replace(picture, '')
    .replace(link, '$1')
    .replace(/\n{3,}/g, '\n\n');

module.exports = { installed };

if (require.main === module)
  writeFileSync(join(root, 'dist', 'README.md'), installed(readFileSync(join(root, 'README.md'), 'utf8')));
