/** The live region: says the figures once the typing rests, and not with every keystroke. */
import { Component, type JSX } from 'preact';

const REST_MS = 700;

interface Props {
  readonly text: string;
}
interface Said {
  readonly text: string;
}

export class Spoken extends Component<Props, Said> {
  override state: Said = { text: '' };
  #timer: ReturnType<typeof setTimeout> | undefined;

  override componentDidMount(): void {
    this.#rest();
  }
  override componentDidUpdate(before: Props): void {
    if (before.text !== this.props.text) this.#rest();
  }
  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.setState({ text: this.props.text }), REST_MS);
  }

  override render(_: Props, { text }: Said): JSX.Element {
    return (
      <p class="unseen" role="status" aria-live="polite">
        {text}
      </p>
    );
  }
}
