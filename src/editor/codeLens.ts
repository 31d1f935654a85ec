/** Above each pgmap what it saves, why, and what else could be done. */
import * as vscode from 'vscode';
import { lensWords } from '../report/lens';
import { LANGUAGE } from './analyses';
import { rangeOf } from './diagnostics';
import { editorOf } from './editors';
import { isOn, onSwitched } from './settings';
import type { Analysis } from '../config/analyse';
import type { Analyses } from './analyses';
import type { DiagramPanels } from './panels';
import type { TypingPause } from './typingPause';

type Part = 'saves' | 'why' | 'what-if';

/** What it says is worked out when it is seen. */
class PgmapLens extends vscode.CodeLens {
  constructor(
    readonly document: vscode.TextDocument,
    readonly version: number,
    readonly pgmap: number,
    readonly part: Part,
    range: vscode.Range,
  ) {
    super(range);
  }
}

/** Above so many pgmaps each has the figure alone: VS Code looks at every lens with every key, seen or not. */
const MANY = 50;

const COMMAND = 'vmemmapLens.showPgmap';

export function registerCodeLens(
  analyses: Analyses,
  pause: TypingPause,
  panels: DiagramPanels,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    onSwitched('codeLens', () => changed.fire()),
    vscode.languages.registerCodeLensProvider(LANGUAGE, {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document, token) {
        const analysis = await pause.asked(document, token);
        if (!analysis || !isOn('codeLens', document)) return [];
        const { version } = document;
        const { config } = analysis;
        const parts: readonly Part[] = config.pgmaps.length > MANY ? ['saves'] : ['saves', 'why', 'what-if'];
        return config.pgmaps.flatMap((_, i) => {
          const range = rangeOf(document, config.spanOf({ pgmap: i }));
          return parts.map((part) => new PgmapLens(document, version, i, part, range));
        });
      },
      resolveCodeLens(lens) {
        if (lens instanceof PgmapLens) lens.command = commandOf(analyses, lens);
        return lens;
      },
    }),
    vscode.commands.registerCommand(COMMAND, (uri: string, version: number, pgmap: number, part: Part) =>
      show(analyses, panels, uri, version, pgmap, part),
    ),
  );
}

function commandOf(analyses: Analyses, lens: PgmapLens): vscode.Command {
  const { document, version, pgmap, part } = lens;
  const args = [document.uri.toString(), version, pgmap, part];
  // One of a text that has gone on since is about to be replaced.
  const saves = document.version === version ? savesOf(analyses.of(document), pgmap) : undefined;
  const title = part === 'saves' ? (saves ?? '…') : TITLES[part];
  return { title, command: COMMAND, arguments: args, tooltip: TOOLTIPS[part] };
}

const savesOf = ({ config, population }: Analysis, pgmap: number): string | undefined =>
  population.pgmaps[pgmap] && lensWords(config.machine, population.pgmaps[pgmap]);

const TITLES: Readonly<Record<Exclude<Part, 'saves'>, string>> = {
  why: vscode.l10n.t('why'),
  'what-if': vscode.l10n.t('what-if'),
};
const TOOLTIPS: Readonly<Record<Part, string>> = {
  saves: vscode.l10n.t('Show it in the diagram'),
  why: vscode.l10n.t('Show the figures and the rule of the kernel behind them'),
  'what-if': vscode.l10n.t('Show what another align, map or kernel would save'),
};

async function show(
  analyses: Analyses,
  panels: DiagramPanels,
  uri: string,
  version: number,
  pgmap: number,
  part: Part,
): Promise<void> {
  const document = vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri);
  // Of a text that has gone on since, the lens is about to be replaced.
  if (!document || document.version !== version) return;
  if (part === 'why') return explainAt(analyses, document, pgmap);
  panels.openToSide(document).select({ pgmap }, part === 'what-if' ? 'whatIf' : undefined);
}

/** The hover is the explanation: it is shown where the pgmap stands. */
async function explainAt(analyses: Analyses, document: vscode.TextDocument, pgmap: number): Promise<void> {
  const { offset, length } = analyses.of(document).config.spanOf({ pgmap });
  const at = document.positionAt(offset + Math.min(1, length));
  const editor = await vscode.window.showTextDocument(document, editorOf(document)?.viewColumn);
  editor.selection = new vscode.Selection(at, at);
  await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
}
