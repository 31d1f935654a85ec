/** The only way out of the panel: VS Code's message channel and the state it keeps for us. */
import type { PanelToHost } from '../src/protocol';

declare function acquireVsCodeApi(): {
  postMessage(message: PanelToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const api = acquireVsCodeApi();

export const send = (message: PanelToHost): void => api.postMessage(message);
/** What survives a tab switch and a window reload: the document, for the host, and the view, for us. */
export const keptState = (): { uri?: unknown; view?: unknown; compare?: unknown } => {
  const state = api.getState();
  return typeof state === 'object' && state !== null ? state : {};
};
export const keepState = (state: {
  readonly uri: string;
  readonly view: unknown;
  readonly compare: unknown;
}): void => api.setState(state);
