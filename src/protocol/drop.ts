/** What is let fall on the panel, or pasted into it. */
import { list, shape, text } from './guards';
import type { Guard } from './guards';

/** The panel reads no more than this of what is dropped, in UTF-16 units. */
export const LONGEST_DROP = 16 * 2 ** 20;
export const MOST_DROPPED = 20;

/** Panel → host: texts with the names of their files, '' where they have none, and files of the editor's own, by URI. */
export interface DroppedMessage {
  readonly type: 'dropped';
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  readonly uris: readonly string[];
}

const few =
  (guard: Guard): Guard =>
  (x) =>
    list(guard)(x) && (x as readonly unknown[]).length <= MOST_DROPPED;

export const dropToHost: Readonly<Record<DroppedMessage['type'], Guard>> = {
  dropped: shape({
    texts: few(shape({ name: text(1000), text: text(LONGEST_DROP) })),
    uris: few(text(4000)),
  }),
};
