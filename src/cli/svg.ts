/** `report --format svg`: the panel's picture, drawn without a panel. */
import { basename } from 'node:path';
import css from '../../media/marks.css';
import { deviceFigures, totalFigures } from '../../webview/figures';
import { modelOf } from '../../webview/model';
import { PALETTES } from '../../webview/palette';
import { scene } from '../../webview/scene';
import { svgText } from '../../webview/svgText';
import { focusOf, START } from '../../webview/view';
import { pictureOf } from '../protocol/picture';
import { withConfig } from '../report/svgConfig';
import type { Analysis } from '../config/analyse';

const WIDTH = 860;

/** All devices, or the one there is with its first compound; the config is in it. */
export function reportSvg(file: string, text: string, analysis: Analysis): string {
  const fileName = file === '-' ? 'standard input' : basename(file);
  const model = modelOf(pictureOf(analysis, { uri: file, version: 0, fileName }));
  const view = { ...START, device: null };
  const focus = focusOf(model, view);
  const { headline, lines, after } = focus ? deviceFigures(model, focus.device) : totalFigures(model);
  const { arch, kernel } = model.machine;
  const heading = {
    title: `${focus ? `${focus.device.name} · ` : ''}${fileName} · ${arch} · Linux ${kernel}`,
    headline,
    lines: [...lines, ...(after === '' ? [] : [`RAM after: ${after}`])],
  };
  const { strips } = scene(model, view, { width: WIDTH });
  return withConfig(svgText(strips, heading, PALETTES.light, css), text);
}
