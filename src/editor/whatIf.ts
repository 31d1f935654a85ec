/** The what-if table's side in the host: lays a device out as it could be, makes the config so, copies the command. */
import * as vscode from 'vscode';
import type { WhatIfRowMessage, WhatIfRowsMessage, WhatIfSubject } from '../protocol/whatIf';
import { whatIfSteps, type WhatIf } from '../report/whatIf';
import type { Analyses } from './analyses';
import { applyGuarded, STALE } from './guardedEdit';
import { inSlices } from './inSlices';
import { quoted } from './quoted';

export class WhatIfSide {
  readonly #analyses: Analyses;
  /** What was asked for last: work on anything before it is left off. */
  #wanted: WhatIfSubject | undefined;
  /** The last answer, with its edits: rows are named by their number in it. */
  #last: { readonly uri: string; readonly subject: WhatIfSubject; readonly found: WhatIf } | undefined;

  constructor(analyses: Analyses) {
    this.#analyses = analyses;
  }

  /** Undefined where the text has gone on since, or there is no such device. */
  async rows(document: vscode.TextDocument, subject: WhatIfSubject): Promise<WhatIfRowsMessage | undefined> {
    const found = await this.#find(document, subject);
    if (!found || document.version !== subject.version) return undefined;
    return {
      type: 'whatIfRows',
      uri: document.uri.toString(),
      version: subject.version,
      pgmap: subject.pgmap,
      kernel: subject.kernel,
      kernels: found.kernels,
      leftOut: found.leftOut,
      rows: found.rows.map(
        ({ command, align, map, moved, present, verdict, note, ram, tables, device, saved }) => ({
          ...{ align, map, moved, present, verdict, note, ram, tables, device, saved },
          command: 'line' in command ? command.line : command.none,
          copyable: 'line' in command,
        }),
      ),
    };
  }

  /** Does what was asked of a row, and says what hindered it or what is in the clipboard. */
  async row(document: vscode.TextDocument, message: WhatIfRowMessage): Promise<string | undefined> {
    const row = (await this.#find(document, message))?.rows[message.row];
    if (!row) return STALE;
    if (message.type === 'apply')
      return row.fix ? applyGuarded(document, message.version, row.fix.edits) : undefined;
    if (!('line' in row.command)) return row.command.none;
    await vscode.env.clipboard.writeText(row.command.line);
    const { line, caution } = row.command;
    const said = vscode.l10n.t('Copied: {0}', quoted(line, 200));
    return caution === undefined ? said : `${said} — ${caution}`;
  }

  async #find(document: vscode.TextDocument, subject: WhatIfSubject): Promise<WhatIf | undefined> {
    const { version, pgmap, kernel } = subject;
    if (document.version !== version) return undefined;
    const uri = document.uri.toString();
    const last = this.#last;
    const same =
      last?.uri === uri &&
      last.subject.version === version &&
      last.subject.pgmap === pgmap &&
      last.subject.kernel === kernel;
    if (same) return last.found;
    this.#wanted = subject;
    const isOver = (): boolean =>
      this.#wanted !== subject || document.isClosed || document.version !== version;
    const waiting = {
      get cancelled() {
        return isOver();
      },
    };
    const whole = await this.#analyses.soon(document, waiting);
    if (!whole || isOver()) return undefined;
    const found = await inSlices(whatIfSteps(document.getText(), whole, pgmap, kernel), () => !isOver());
    if (found) this.#last = { uri, subject, found };
    return found;
  }
}
