/** Figures where one looks: on a pgmap, its ranges, its align and its map. */
import * as vscode from 'vscode';
import { LANGUAGE } from './analyses';
import { rangeOf } from './diagnostics';
import { later } from './later';
import type { Analyses } from './analyses';

/** Keys that the schema explains alone. */
const SCHEMA_ONLY = new Set(['target_node', 'hugetlb', 'mode']);

export function registerHover(analyses: Analyses): vscode.Disposable {
  return vscode.languages.registerHoverProvider(LANGUAGE, {
    async provideHover(document, position) {
      const { explain } = await later();
      const { config, population } = analyses.of(document);
      const place = config.placeAt(document.offsetAt(position));
      if (!place || (place.key !== undefined && SCHEMA_ONLY.has(place.key))) return undefined;
      const text = explain(place, config, population);
      if (!text) return undefined;
      return new vscode.Hover(new vscode.MarkdownString(text), rangeOf(document, config.spanOf(place)));
    },
  });
}
