/** The views of the files a panel has shown: each is come back to as it was left. */
import { restoredView, START, type View } from './view';

/** So many files are remembered, those shown last. */
const MOST = 20;

export class Views {
  readonly #views = new Map<string, View>();

  of(uri: string): View {
    return this.#views.get(uri) ?? START;
  }

  keep(uri: string, view: View): void {
    this.#views.delete(uri);
    this.#views.set(uri, view);
    for (const oldest of this.#views.keys()) {
      if (this.#views.size <= MOST) return;
      this.#views.delete(oldest);
    }
  }

  renamed(was: string, uri: string): void {
    const view = this.#views.get(was);
    if (view) this.keep(uri, view);
    this.#views.delete(was);
  }

  /** As VS Code keeps it. */
  get state(): readonly (readonly [string, View])[] {
    return [...this.#views];
  }

  /** What was kept; anything that is not that is passed over. */
  restore(state: unknown): void {
    if (!Array.isArray(state)) return;
    for (const entry of state.slice(-MOST) as unknown[])
      if (Array.isArray(entry) && typeof entry[0] === 'string') this.keep(entry[0], restoredView(entry[1]));
  }
}
