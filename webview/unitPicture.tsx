/** The lower half of the picture: the way from unit to unit, the focused one with why it is mapped so, and its struct pages. */
import type { JSX } from 'preact';
import { Stepper, StructLine, Why } from './detail';
import { unitStrips } from './scene';
import type { State } from './state';
import { StripSection } from './strips';
import type { Model } from './model';
import type { Action, Focus } from './view';

interface Props {
  readonly state: State;
  readonly model: Model;
  readonly focus: Focus | undefined;
  readonly act: (action: Action) => void;
  readonly go: (text: string) => boolean;
}

export function UnitPicture({ state, model, focus, act, go }: Props): JSX.Element {
  // A comparison shows them twice, and so not here.
  const strips = state.compared ? [] : unitStrips(model, state.view, { width: state.width });
  return (
    <>
      <Stepper focus={focus} act={act} go={go} note={state.note} />
      {strips.map((strip) => (
        <div key={strip.id}>
          <StripSection strip={strip} act={act}>
            {strip.id === 'mapping' && focus ? <Why model={model} focus={focus} free={strip.free} /> : null}
          </StripSection>
          {strip.id === 'structs' && focus && <StructLine model={model} focus={focus} />}
        </div>
      ))}
    </>
  );
}
