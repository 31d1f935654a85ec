// README.md as the extension's own page in VS Code can show it, dist/README.md: that page finds no picture and follows no
// link inside the repository, and there is no public address yet that they could lead to.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const ELSEWHERE = '(?!https:|#)[^)]*';
const picture = new RegExp(`^!\\[[^\\]]*\\]\\(${ELSEWHERE}\\)\\n+`, 'gm');
const link = new RegExp(`(?<!!)\\[([^\\]]+)\\]\\(${ELSEWHERE}\\)`, 'g');

const text = readFileSync(join(root, 'README.md'), 'utf8').replace(picture, '').replace(link, '$1');
writeFileSync(join(root, 'dist', 'README.md'), text);
