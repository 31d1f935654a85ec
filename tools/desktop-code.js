// Finds a desktop VS Code, where there is one that can show itself.
const { existsSync, realpathSync } = require('node:fs');
const { delimiter, dirname, join } = require('node:path');

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
  if (codeIsNoneForUs()) return undefined;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...IN_APPLICATIONS].find((path) => existsSync(path));
}

/** In a remote terminal and in WSL `code` speaks to another machine's VS Code, and for root it refuses to start. */
function codeIsNoneForUs() {
  const { VSCODE_IPC_HOOK_CLI, WSL_DISTRO_NAME } = process.env;
  return VSCODE_IPC_HOOK_CLI || WSL_DISTRO_NAME || (process.platform === 'linux' && process.getuid() === 0);
}

/** The program behind a `code` command: tests need it, the command does not wait for their end. */
function programOf(command) {
  if (!existsSync(command)) return command;
  const installed = dirname(dirname(realpathSync(command)));
  const known = {
    linux: ['code', 'codium', 'code-insiders'],
    win32: ['Code.exe', 'VSCodium.exe'],
    // The command lies in Contents/Resources/app/bin.
    darwin: ['../../MacOS/Electron', '../../MacOS/Code', '../../MacOS/VSCodium'],
  }[process.platform];
  const isCommand = /[\\/]bin$/.test(dirname(realpathSync(command)));
  const program = known?.map((name) => join(installed, name)).find((path) => existsSync(path));
  return isCommand && program ? program : command;
}

module.exports = { desktopCode, hasDisplay, programOf };
