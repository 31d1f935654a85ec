/** A button: the browser's own until the toolkit's chunk is there, the toolkit's from then on. Nobody else need know. */
import { h, type ComponentChildren, type JSX } from 'preact';

let tag = 'button';
/** Called once, when the toolkit's elements are defined. */
export const useToolkit = (): void => {
  tag = 'vscode-button';
};

export interface ButtonProps {
  readonly label: string;
  readonly run: () => void;
  readonly disabled?: boolean;
  /** The one that is meant to be pressed. */
  readonly primary?: boolean;
  readonly children: ComponentChildren;
}

export const Button = ({
  label,
  run,
  disabled = false,
  primary = false,
  children,
}: ButtonProps): JSX.Element =>
  h(
    tag,
    {
      class: primary ? 'button primary' : 'button',
      appearance: primary ? 'primary' : 'secondary',
      'aria-label': label,
      title: label,
      disabled,
      onClick: run,
    },
    children,
  );

/** One click looks, and the focus stays; two, or a key, go there. */
export const isGo = (event: UIEvent): boolean => event.detail !== 1;

interface LinkProps extends Omit<ButtonProps, 'disabled' | 'primary' | 'run'> {
  readonly run: (go: boolean) => void;
}

/** Looks like a link and is a button: it leads to the text, not to a page. */
export const Link = ({ label, run, children }: LinkProps): JSX.Element => (
  <button type="button" class="link" title={label} onClick={(event) => run(isGo(event))}>
    {children}
  </button>
);
