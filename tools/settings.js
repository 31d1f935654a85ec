// The user's settings.json of a VS Code started here: no page but the file's, no tip, no dialog, no word to anybody.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectColorScheme': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
};

/** Writes them where VS Code looks in `userData`, its --user-data-dir. */
function writeSettings(userData, settings = {}) {
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, null, 2));
}

module.exports = { writeSettings };
