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
  readonly children: ComponentChildren;
}

export const Button = ({ label, run, disabled = false, children }: ButtonProps): JSX.Element =>
  h(
    tag,
    { class: 'button', appearance: 'secondary', 'aria-label': label, title: label, disabled, onClick: run },
    children,
  );

/** Looks like a link and is a button: it leads to the text, not to a page. */
export const Link = ({ label, run, children }: Omit<ButtonProps, 'disabled'>): JSX.Element => (
  <button type="button" class="link" title={label} onClick={run}>
    {children}
  </button>
);
