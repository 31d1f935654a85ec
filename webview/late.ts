/** What the first picture can do without: a chunk of its own, loaded right after it. */
export { CostSections } from './costs';
export { takeDrops } from './drop';
export { goTo } from './goto';
export { Comparison } from './comparison';
export { actionOfKey } from './keyboard';
export { MappingTable } from './mappingTable';
export { Zooming } from './zoom';
export { Findings } from './findings';
export { FirstRun } from './firstRun';
export { SessionBanners } from './session';
export { Spoken } from './spoken';
export { WhatIf } from './whatIf';
export { ExportMenu } from './exportMenu';
