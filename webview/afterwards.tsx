/** What stands below the picture follows it later: a key is answered by the picture, and no table holds that up, nor the next key. */
import { Component, Fragment, h, type ComponentChildren, type JSX } from 'preact';
import { Pauses } from './pauses';

interface Props {
  /** Version of the text: another one has been typed. */
  readonly version: number;
  readonly draw: () => ComponentChildren;
  /** After each time that it has followed. */
  readonly drawn: () => void;
}

export class Afterwards extends Component<Props> {
  readonly #pauses = new Pauses(() => this.forceUpdate());

  override shouldComponentUpdate({ version }: Props): boolean {
    this.#pauses.changed(version !== this.props.version);
    return false;
  }

  override componentDidUpdate(): void {
    this.props.drawn();
  }

  override componentWillUnmount(): void {
    this.#pauses.stop();
  }

  override render(): JSX.Element {
    return h(Fragment, null, this.props.draw());
  }
}
