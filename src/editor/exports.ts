/** Where exports go: a file that the reader chooses, or the clipboard; and the way back from a picture to its config. */
import * as vscode from 'vscode';
import type { Analysis } from '../config/analyse';
import type { ExportFormat, ExportMessage } from '../protocol/export';
import { exportText } from '../report/exports';
import { configIn, withConfig } from '../report/svgConfig';
import { fileName } from './panelMessages';
import { quoted } from './quoted';

const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  svg: 'svg',
  png: 'png',
  csv: 'csv',
  markdown: 'md',
  json: 'json',
  text: 'txt',
};
/** More is no picture of ours. */
const LARGEST_SVG = 64 * 2 ** 20;

/** An SVG holds the text, and the text forms are made of it: it must be the one that the picture is of. */
const OUTRUN = vscode.l10n.t(
  'Nothing was exported: the text is not the one that this picture shows. Try again once it is.',
);

const decoded = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

/** A name beside the config: `box-dax0.0.svg`. */
function target(document: vscode.TextDocument, device: string | undefined, format: ExportFormat): vscode.Uri {
  const stem = fileName(document.uri).replace(/(\.pgmap)?(\.jsonc?)?$/, '') || 'vmemmap';
  const part = device === undefined ? '' : `-${device.replace(/[^\w.-]+/g, '_').slice(0, 60)}`;
  const folder =
    document.uri.scheme === 'untitled'
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(document.uri, '..');
  const name = `${stem}${part}.${ENDINGS[format]}`;
  return folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(`/${name}`);
}

/** Does it, and says what came of it; undefined where the reader thought better of it. */
export async function exported(
  document: vscode.TextDocument,
  analysis: Analysis,
  { format, to, version, pgmap, data }: ExportMessage,
): Promise<string | undefined> {
  if (document.version !== version) return OUTRUN;
  const text =
    format === 'svg'
      ? withConfig(data, document.getText())
      : format === 'png'
        ? ''
        : exportText(analysis, format, pgmap);
  if (to === 'clipboard') {
    if (format === 'png') return vscode.l10n.t('A PNG cannot be copied from here: save it.');
    await vscode.env.clipboard.writeText(text);
    return format === 'text'
      ? vscode.l10n.t('Copied as a text diagram.')
      : vscode.l10n.t('Copied as {0}.', format.toUpperCase());
  }
  const device = pgmap === null ? undefined : analysis.config.pgmaps[pgmap]?.name;
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the diagram'),
    defaultUri: target(document, device, format),
    filters: { [format]: [ENDINGS[format]] },
  });
  if (!uri) return undefined;
  try {
    await vscode.workspace.fs.writeFile(
      uri,
      format === 'png' ? decoded(data) : new TextEncoder().encode(text),
    );
    return vscode.l10n.t('Saved {0}.', quoted(fileName(uri)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return vscode.l10n.t('{0} could not be written: {1}', quoted(fileName(uri)), quoted(why, 200));
  }
}

/** The config inside an SVG that was exported from here, as an untitled document. */
export async function openConfigFromSvg(chosen?: vscode.Uri): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const beside = active?.path.endsWith('.svg') ? active : undefined;
  const asked = chosen ?? beside ?? (await vscode.window.showOpenDialog({ filters: { SVG: ['svg'] } }))?.[0];
  if (!asked) return;
  const bytes = await vscode.workspace.fs.readFile(asked);
  const text = bytes.length > LARGEST_SVG ? undefined : configIn(new TextDecoder().decode(bytes));
  if (text === undefined) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} has no pgmap config in it: only an SVG exported from a diagram has.',
        quoted(fileName(asked)),
      ),
    );
    return;
  }
  const document = await vscode.workspace.openTextDocument({ language: 'pgmap', content: text });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}
