/** What the figures and the line can do without: a chunk of its own, loaded beside them. */
export { isCompareWith } from '../src/protocol/both';
export { Acting } from './acting';
export { Afterwards } from './afterwards';
export { CostSections } from './costs';
export { takeDrops } from './drop';
export { Comparison } from './comparison';
export { MappingTable } from './mappingTable';
export { Findings } from './findings';
export { FirstRun } from './firstRun';
export { SessionBanners } from './session';
export { Spoken } from './spoken';
export { UnitPicture } from './unitPicture';
export { WhatIf } from './whatIf';
export { ExportMenu } from './exportMenu';
