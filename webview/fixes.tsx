/** The buttons that apply a fix: one undoable edit, made by the host. */
import type { JSX } from 'preact';
import { Button } from './button';

interface Props {
  readonly title: string;
  readonly old: boolean;
  /** The one in the headline's card: in few words. */
  readonly primary?: boolean;
  readonly run: () => void;
}

export const FixButton = ({ title, old, primary = false, run }: Props): JSX.Element => (
  <Button
    label={old ? `${title} (not while the text is broken)` : title}
    primary={primary}
    disabled={old}
    run={run}
  >
    {primary ? title.split(/[,:] /, 1)[0] : title}
  </Button>
);
