// Finds a desktop VS Code, where there is one that can show itself.
const { existsSync } = require('node:fs');
const { delimiter, join } = require('node:path');

const windows = process.platform === 'win32';
const NAMES = windows ? ['code.cmd', 'codium.cmd'] : ['code', 'codium', 'code-insiders'];

/** Where macOS has it, whether or not its command was put on the PATH. */
const IN_APPLICATIONS =
  process.platform === 'darwin'
    ? ['/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code']
    : [];

/** A Linux machine without a display has no use for a desktop program. */
const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** The path of a `code` command, or undefined. `VSCODE_EXECUTABLE` goes before what is on the PATH. */
function desktopCode() {
  if (!hasDisplay()) return undefined;
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...IN_APPLICATIONS].find((path) => existsSync(path));
}

module.exports = { desktopCode, hasDisplay };
