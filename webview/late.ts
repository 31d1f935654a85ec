/** What the first picture can do without: a chunk of its own, loaded right after it. */
export { goTo } from './goto';
export { Comparison } from './comparison';
export { actionOfKey } from './keyboard';
export { MappingTable } from './mappingTable';
export { Zooming } from './zoom';
