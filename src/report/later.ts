/** What is told on request alone: a bundle of its own on the desktop, so that activation does not read it. Plain data in, text out. */
export { diagram } from './diagram';
export { reportMarkdown } from './report';
export { releasesReportMarkdown } from './whatChanged';
export { whatIf } from './whatIf';
export { onOtherMachine } from '../config/otherMachine';
export { explain } from './explain';
export { exportText } from './exports';
export { configIn, withConfig } from './svgConfig';
