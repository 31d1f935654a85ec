/** Strips with their titles. */
import type { JSX } from 'preact';
import type { Strip } from './marks';
import { StripView } from './render';
import type { Action } from './view';

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
      <StripView strip={strip} act={act} />
      {children}
    </div>
  </section>
);
