import * as vscode from 'vscode';
import { quoted } from './quoted';
import type * as OnRequest from './onRequest';

/** What neither problems nor the picture wait for: loaded right behind them, or by what asks for it before. */
export const later = (): Promise<typeof OnRequest> => import('./onRequest');

/** What is made of it, disposed of with the rest, also where it comes after that. */
export function madeLater(make: (loaded: typeof OnRequest) => vscode.Disposable): vscode.Disposable {
  let made: vscode.Disposable | undefined;
  let over = false;
  const load = async (): Promise<void> => {
    try {
      const loaded = await later();
      if (!over) made = make(loaded);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const { l10n, window } = vscode;
      void window.showErrorMessage(
        l10n.t(
          'A part of vmemmap Lens could not be loaded; reload the window to try again: {0}',
          quoted(said, 200),
        ),
      );
    }
  };
  // Behind activate(): its file is not read, and nothing of it run, before the window has us.
  setTimeout(() => void load());
  return {
    dispose() {
      over = true;
      made?.dispose();
    },
  };
}
