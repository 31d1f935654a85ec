/** What a format is: it finds in a text what its tool printed. */
import type { Page } from './page';

export interface Format {
  /** As it is called where it is said what was looked for. */
  readonly name: string;
  /** Adds what is found to the page and takes its lines. Never throws, whatever the text; linear in it. */
  readonly read: (page: Page) => void;
}
