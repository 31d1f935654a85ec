/** What neither problems nor the picture wait for: a bundle of its own on the desktop, read once they are on their way. */
export { Comparison } from './compare';
export { exported, openConfigFromSvg } from './exports';
export { start } from './starts';
export { WhatIfSide } from './whatIf';
export { registerLanguageFeatures } from './languageFeatures';
export { complete } from './completion';
export { DeviceView } from './deviceView';
export { COMMANDS, ON_PGMAP } from './requestCommands';
export { dropped } from './dropped';
export { handleUri } from './uriHandler';
export { COMPARE_CHOICES } from './compareChoices';
export { applyGuarded, STALE } from './guardedEdit';
export { outliveHost } from './orphans';
export { reveal } from './reveal';
export { untilActive } from './panelFocus';
