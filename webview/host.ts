/** The only way out of the panel: VS Code's message channel and the state it keeps for us. */
import { isObject } from '../src/protocol/guards';
import type { PanelToHost } from '../src/protocol';

declare function acquireVsCodeApi(): {
  postMessage(message: PanelToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const api = acquireVsCodeApi();

export const send = (message: PanelToHost): void => api.postMessage(message);
/** What survives a tab switch and a window reload: document and lock for the host, the rest for us. */
interface Kept {
  readonly uri: string | null;
  readonly locked: boolean;
  readonly views: unknown;
  readonly compare: unknown;
  readonly reading: unknown;
}
export const keptState = (): Partial<Record<keyof Kept, unknown>> => {
  const state = api.getState();
  return isObject(state) ? state : {};
};
export const keepState = (change: Partial<Kept>): void => api.setState({ ...keptState(), ...change });
