// Finds a desktop VS Code, where there is one that can show itself.
const { existsSync } = require('node:fs');
const { delimiter, join } = require('node:path');

const windows = process.platform === 'win32';
const NAMES = windows ? ['code.cmd', 'codium.cmd'] : ['code', 'codium', 'code-insiders'];

/** A Linux machine without a display has no use for a desktop program. */
const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** The path of a `code` command, or undefined. `VSCODE_EXECUTABLE` goes before what is on the PATH. */
function desktopCode() {
  if (!hasDisplay()) return undefined;
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

module.exports = { desktopCode, hasDisplay };
