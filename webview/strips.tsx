/** Strips with their titles. */
import { Component, type JSX } from 'preact';
import type { Strip } from './marks';
import { StripView } from './render';
import type { Action } from './view';

interface Shown {
  readonly strip: Strip;
  readonly act: (action: Action) => void;
}

/** A strip that has not changed is not looked at again. */
class SameStrip extends Component<Shown> {
  override shouldComponentUpdate({ strip }: Shown): boolean {
    return strip !== this.props.strip;
  }

  override render(): JSX.Element {
    return <StripView {...this.props} />;
  }
}

/** `children` stand on the strip, in the room that it leaves free. */
export const StripSection = ({
  strip,
  children,
  act,
}: {
  strip: Strip;
  children?: JSX.Element | null;
  act: (action: Action) => void;
}): JSX.Element => (
  <section class={`strip-section ${strip.id}`}>
    <div class="strip-head">
      <h2>{strip.title}</h2>
      <span class="quiet mono">{strip.note}</span>
    </div>
    <div class="canvas">
      <SameStrip strip={strip} act={act} />
      {children}
    </div>
  </section>
);
