/** Puts pictures together that come in parts, or as what changed since the last one. */
import { updated } from '../src/protocol/delta';
import type { PartMessage, ShowMessage, UpdateMessage } from '../src/protocol';

export class Incoming {
  #held: ShowMessage | undefined;
  #parts: PartMessage[] = [];

  /** The whole picture; undefined while more is to come; `again` where something was missed. */
  take(message: ShowMessage | PartMessage | UpdateMessage): ShowMessage | 'again' | undefined {
    if (message.type === 'part') {
      if (message.part === 0) this.#parts = [];
      this.#parts.push(message);
      return undefined;
    }
    this.#held =
      message.type === 'update' ? this.#held && updated(this.#held, message) : this.#whole(message);
    this.#parts = [];
    return this.#held ?? 'again';
  }

  #whole(show: ShowMessage): ShowMessage | undefined {
    if (!show.parts) return show;
    const parts = this.#parts.filter(
      (p, i) => p.uri === show.uri && p.version === show.version && p.part === i,
    );
    if (parts.length !== show.parts) return undefined;
    const pgmaps = parts.flatMap((p) => p.pgmaps);
    return {
      ...show,
      population: { ...show.population, pgmaps },
      findings: parts.flatMap((p) => p.findings),
    };
  }
}
