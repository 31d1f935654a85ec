import { shortName } from '../report/words';

/**
 * What a user, a file or a link says, inside a message or a title of VS Code's: printable and short, and no link, which
 * its notifications make of `[text](command:…)`.
 */
export const quoted = (text: string, most = 60): string => shortName(text, most).replaceAll('](', '] (');
