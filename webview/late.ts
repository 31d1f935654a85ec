/** What the first picture can do without: a chunk of its own, loaded right after it. */
export { CostSections } from './costs';
export { goTo } from './goto';
export { actionOfKey } from './keyboard';
export { MappingTable } from './mappingTable';
export { Spoken } from './spoken';
