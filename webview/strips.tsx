/** Strips with their titles. */
import type { JSX } from 'preact';
import type { Strip } from './marks';
import { StripView } from './render';
import type { Action } from './view';

const drawn = new WeakMap<Strip, JSX.Element>();

/** A strip that has not changed is not looked at again: the same element as before. */
function stripElement(strip: Strip, act: (action: Action) => void): JSX.Element {
  const known = drawn.get(strip);
  if (known) return known;
  const element = <StripView strip={strip} act={act} />;
  drawn.set(strip, element);
  return element;
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
      {stripElement(strip, act)}
      {children}
    </div>
  </section>
);
