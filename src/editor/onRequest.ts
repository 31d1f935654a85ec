/** What is done on request alone: a bundle of its own on the desktop, so that activation does not read it. */
export { copyTextDiagram } from './copyDiagram';
export { reportMarkdown } from '../report/report';
export { releasesReportMarkdown } from '../report/whatChanged';
export { onOtherMachine } from '../config/otherMachine';
export { exportText } from '../report/exports';
export { configIn, withConfig } from '../report/svgConfig';
export { exported, openConfigFromSvg } from './exports';
export { start } from './starts';
export { WhatIfSide } from './whatIf';
export { registerLanguageFeatures } from './languageFeatures';
export { complete } from './completion';
export { deviceRows } from './deviceTree';
export { COMMANDS } from './requestCommands';
export { handleUri } from './uriHandler';
export { COMPARE_CHOICES } from './compareChoices';
