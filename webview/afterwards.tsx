/** What stands below the picture follows it a moment later: a key is answered by the picture, and no table holds that up. */
import { Component, Fragment, h, type ComponentChildren, type JSX } from 'preact';

/** After the picture, in ms: keys of a burst and frames of a movement are followed once. */
const MOMENT_MS = 60;

interface Props {
  readonly draw: () => ComponentChildren;
  /** After each time that it has followed. */
  readonly drawn: () => void;
}

export class Afterwards extends Component<Props> {
  #timer: ReturnType<typeof setTimeout> | undefined;

  override shouldComponentUpdate(): boolean {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.forceUpdate();
    }, MOMENT_MS);
    return false;
  }

  override componentDidUpdate(): void {
    this.props.drawn();
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  override render(): JSX.Element {
    return h(Fragment, null, this.props.draw());
  }
}
