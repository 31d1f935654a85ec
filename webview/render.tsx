/** Marks → SVG. The only place that knows how a mark is drawn; the style sheet knows its colours. */
import { Component, type JSX } from 'preact';
import { isGo } from './button';
import type { Mark, Strip } from './marks';
import { PATTERNS, TILE, TILES } from './patterns';
import type { Action } from './view';

/** The patterns, once a page: SVG elements refer to them by name. */
export const Patterns = (): JSX.Element => (
  <svg class="patterns" width="0" height="0" aria-hidden="true">
    <defs>
      {PATTERNS.map((name) => (
        <pattern
          key={name}
          id={`pattern-${name}`}
          class={`tile ${name}`}
          width={TILE}
          height={TILE}
          patternUnits="userSpaceOnUse"
        >
          <path d={TILES[name]} />
        </pattern>
      ))}
    </defs>
  </svg>
);

function element(mark: Mark, index: number, entry: boolean): JSX.Element {
  const { id, action, label } = mark;
  // Not in the spread: there it would become an attribute and key nothing.
  const key = id ?? index;
  const common = {
    id: id && `mark-${id}`,
    class: action ? `${mark.class} act` : mark.class,
    'data-mark': label === undefined ? undefined : index,
    role: action && ('button' as const),
    'aria-label': action && label,
    'aria-current': action && mark.current ? ('true' as const) : undefined,
    tabindex: action && (entry ? 0 : -1),
  };
  switch (mark.kind) {
    case 'rect': {
      const { x, y, width, height, radius } = mark;
      // As a style: the sheet's own fill would win over an attribute.
      const style = mark.pattern && { fill: `url(#pattern-${mark.pattern})` };
      // Square ones, which are many, are polygons: to a browser x and width are styles, which take it long to work out anew.
      if (radius === undefined)
        return (
          <polygon
            key={key}
            {...common}
            style={style}
            points={`${x},${y} ${x + width},${y} ${x + width},${y + height} ${x},${y + height}`}
          />
        );
      return (
        <rect key={key} {...common} style={style} x={x} y={y} width={width} height={height} rx={radius} />
      );
    }
    case 'text':
      return (
        <text key={key} {...common} x={mark.x} y={mark.y} text-anchor={mark.anchor}>
          {mark.text}
        </text>
      );
    case 'path':
      return <path key={key} {...common} d={mark.d} data-from={mark.from} data-to={mark.to} />;
  }
}

/** Marks that have not changed are not looked at again. One stop for the Tab key: the mark in focus, else the first that does something. */
class Marks extends Component<{ readonly marks: readonly Mark[] }> {
  override shouldComponentUpdate({ marks }: { readonly marks: readonly Mark[] }): boolean {
    return marks !== this.props.marks;
  }

  override render(): JSX.Element {
    const { marks } = this.props;
    const current = marks.findIndex((mark) => mark.action && mark.current);
    const entry = current >= 0 ? current : marks.findIndex((mark) => mark.action);
    return <>{marks.map((mark, i) => element(mark, i, i === entry))}</>;
  }
}

/** A strip of the picture. */
export function StripView({ strip, act }: { strip: Strip; act: (action: Action) => void }): JSX.Element {
  const { marks } = strip;
  const markOf = (event: Event): Mark | undefined => {
    const target = event.target instanceof Element ? event.target.closest('[data-mark]') : null;
    return target ? marks[Number(target.getAttribute('data-mark'))] : undefined;
  };
  const onEvent = (event: UIEvent): void => {
    const action = markOf(event)?.action;
    if (action) act(action.do === 'reveal' ? { ...action, go: isGo(event) } : action);
  };
  // One tooltip for the strip, of what is pointed at: a <title> in each mark would be a third of all nodes.
  const onPoint = (event: PointerEvent & { readonly currentTarget: SVGSVGElement }): void => {
    const box = event.currentTarget.parentElement;
    if (box) box.title = markOf(event)?.label ?? '';
  };
  const onTwice = (event: MouseEvent & { readonly currentTarget: SVGSVGElement }): void => {
    if (strip.id !== 'physical') return;
    const box = event.currentTarget.getBoundingClientRect();
    act({ do: 'zoom', by: 8, about: (event.clientX - box.left) / Math.max(1, box.width) });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onEvent(event);
  };
  return (
    <svg
      class={`strip ${strip.id}`}
      data-strip={strip.id}
      viewBox={`0 0 ${strip.width} ${strip.height}`}
      width={strip.width}
      height={strip.height}
      role="group"
      aria-label={`${strip.title}. ${strip.note}`}
      onClick={onEvent}
      onDblClick={onTwice}
      onPointerOver={onPoint}
      onKeyDown={onKey}
    >
      <Marks marks={marks} />
    </svg>
  );
}
