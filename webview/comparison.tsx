/** Two sides beside each other: what differs in words and figures, and the mapping of the focused unit twice. */
import type { JSX } from 'preact';
import { formatBytes, grouped } from '../src/engine/units';
import { figures, type Figure } from '../src/report/compare';
import type { PgmapPopulation } from '../src/engine/types';
import type { MachineFacts } from '../src/protocol';
import { bothSides } from './bothSides';
import { Button, Link } from './button';
import {
  comparisonOf,
  dedupOf,
  firstOf,
  otherFocus,
  sentencesOf,
  sideNames,
  translated,
  type Compared,
  type Comparison as Difference,
  type DevicePair,
} from './compare';
import type { Strip } from './marks';
import type { Model } from './model';
import { StripView } from './render';
import type { Action, Focus } from './view';
import { plural } from './words';

export interface ComparisonProps {
  readonly model: Model;
  readonly compared: Compared;
  readonly focus: Focus | undefined;
  readonly width: number;
  readonly act: (action: Action) => void;
  readonly leave: () => void;
}

/** From here on the two sides stand beside each other. */
const BESIDE = 900;
const GUTTER = 24;
/** Devices that are listed when none is in focus. */
const MOST = 50;

export function Comparison(props: ComparisonProps): JSX.Element {
  const { model, compared, focus, leave } = props;
  const other = compared.model;
  const names = other && sideNames(model, other, compared.with);
  return (
    <section class="comparison" aria-label="Comparison">
      <div class="comparison-head">
        <h2>{names ? `${names[0]} ⇄ ${names[1]}` : 'Comparison'}</h2>
        <Button label="Leave the comparison (Escape)" run={leave}>
          Leave
        </Button>
      </div>
      {compared.problem && (
        <p class="comparison-problem" role="status">
          <b>!</b> {compared.problem}
        </p>
      )}
      {other && names && <Sides {...props} other={other} names={names} focus={focus} />}
    </section>
  );
}

type SidesProps = ComparisonProps & { readonly other: Model; readonly names: readonly [string, string] };

function Sides(props: SidesProps): JSX.Element {
  const { model, other, names, focus, act } = props;
  const difference = comparisonOf(model, other);
  const pair = focus && difference.pairs.find((p) => p.mine === focus.device);
  return (
    <>
      {!difference.samePages && (
        <p class="quiet">
          A vmemmap page does not hold the same struct pages on both sides: they are compared by the memory
          they describe.
        </p>
      )}
      {pair ? (
        <Counted model={model} pair={pair} act={act} />
      ) : (
        <Devices model={model} difference={difference} act={act} />
      )}
      {pair && <Refused names={names} pair={pair} />}
      {focus && pair?.theirs && <Strips {...props} focus={focus} pair={pair} />}
      <FigureTable
        caption={pair ? `${pair.mine!.name}, and all devices` : 'All devices'}
        names={names}
        pair={pair}
        machines={[model.machine, other.machine]}
        totals={figures(model.totals, other.totals)}
      />
    </>
  );
}

/** Which side the kernel refuses, in its words. */
function Refused({ names, pair }: Pick<SidesProps, 'names'> & { pair: DevicePair }): JSX.Element {
  const sides = [pair.mine, pair.theirs].flatMap((device, i) =>
    device && !device.population.outcome.ok ? [{ name: names[i]!, population: device.population }] : [],
  );
  return (
    <>
      {sides.map(({ name, population }) => (
        <p key={name} class="comparison-problem">
          <b>▲</b> {name}, refused: {outcomeOf(population)}
        </p>
      ))}
    </>
  );
}

/** What of one device's mapping differs, counted, and the way to the first of it. */
function Counted({
  model,
  pair,
  act,
}: { model: Model; pair: DevicePair } & Pick<SidesProps, 'act'>): JSX.Element {
  const { mine, theirs, difference } = pair;
  if (!mine || !theirs)
    return <p class="comparison-count">Only on one side: there is nothing to compare with.</p>;
  if (!difference)
    return (
      <p class="comparison-count">Struct pages do not fill a vmemmap page: only figures are compared.</p>
    );
  const { headline, parts } = sentencesOf(difference);
  const first = firstOf(model, mine, difference);
  return (
    <div class="comparison-count" role="status">
      <p class="comparison-headline">
        {difference.differ > 0 && '≠ '}
        {headline}
      </p>
      {parts.length > 0 && (
        <ul>
          {parts.map((part) => (
            <li key={part}>{part}</li>
          ))}
        </ul>
      )}
      {first && (
        <p>
          First difference:{' '}
          <Link label="Go to the first difference" run={() => act(first.action)}>
            {first.words}
          </Link>
        </p>
      )}
    </div>
  );
}

/** One line for each device while none is in focus. */
function Devices({
  difference,
  act,
}: { difference: Difference } & Pick<SidesProps, 'model' | 'act'>): JSX.Element {
  const shown = difference.pairs.slice(0, MOST);
  return (
    <ul class="comparison-devices">
      {shown.map(({ mine, theirs, difference: d }, i) => (
        <li key={i}>
          {mine ? (
            <Link label={`Compare ${mine.name}`} run={() => act({ do: 'device', key: mine.key })}>
              {mine.name}
            </Link>
          ) : (
            <b>{theirs?.name}</b>
          )}
          :{' '}
          {!mine
            ? 'only on the other side'
            : !theirs
              ? 'only on this side'
              : d
                ? sentencesOf(d).headline
                : 'figures only'}
        </li>
      ))}
      {difference.pairs.length > MOST && (
        <li>… and {plural(difference.pairs.length - MOST, 'device')} more.</li>
      )}
    </ul>
  );
}

function Strips({
  model,
  other,
  names,
  focus,
  pair,
  width,
  act,
}: SidesProps & { focus: Focus; pair: DevicePair }): JSX.Element | null {
  const there = otherFocus(model, other, pair.theirs!, focus);
  if (!there) return null;
  const beside = width >= BESIDE;
  const size = { width: Math.round(Math.max(240, beside ? (Math.min(1400, width) - GUTTER) / 2 : width)) };
  const [left, right] = bothSides(model, other, focus, there, size);
  const both: readonly (readonly [string, Strip | undefined, (action: Action) => void])[] = [
    [names[0], left, act],
    [
      names[1],
      right,
      (action) => {
        const ours = translated(model, other, focus, there, action);
        if (ours) act(ours);
      },
    ],
  ];
  return (
    <div class={`sides${beside ? ' beside' : ''}`}>
      {both.map(([name, strip, does], i) => (
        <section key={i} class="strip-section mapping" aria-label={name}>
          <div class="strip-head">
            <h3>{name}</h3>
            <span class="quiet">{strip ? strip.title : ''}</span>
          </div>
          {strip ? <StripView strip={strip} act={does} /> : <p class="quiet">Nothing is mapped.</p>}
        </section>
      ))}
    </div>
  );
}

const shown = (value: number | null, unit: Figure['unit']): string =>
  value === null ? '—' : unit === 'bytes' ? formatBytes(value) : grouped(value);

function delta({ a, b, unit }: Figure): string {
  if (a === null || b === null) return '';
  if (a === b) return '=';
  const sign = b > a ? '+' : '−';
  return `${sign}${shown(Math.abs(b - a), unit)}`;
}

const outcomeOf = (p: PgmapPopulation): string =>
  p.outcome.ok ? 'accepted' : `${p.outcome.errno} from ${p.outcome.function}(): ${p.outcome.message}`;

function Row({ name, a, b, change }: { name: string; a: string; b: string; change: string }): JSX.Element {
  return (
    <tr class={a === b ? '' : 'differing'}>
      <th scope="row">{name}</th>
      <td>{a}</td>
      <td>{b}</td>
      <td>{change}</td>
    </tr>
  );
}

const FigureRows = ({ of, prefix }: { of: readonly Figure[]; prefix: string }): JSX.Element => (
  <>
    {of.map((f) => (
      <Row
        key={f.name}
        name={`${prefix}${f.name}`}
        a={shown(f.a, f.unit)}
        b={shown(f.b, f.unit)}
        change={`${f.a !== null && f.b !== null && f.a !== f.b ? '≠ ' : ''}${delta(f)}`}
      />
    ))}
  </>
);

function FigureTable({
  caption,
  names,
  pair,
  machines,
  totals,
}: {
  caption: string;
  names: readonly [string, string];
  pair: DevicePair | undefined;
  machines: readonly [MachineFacts, MachineFacts];
  totals: readonly Figure[];
}): JSX.Element {
  const [a, b] = [pair?.mine?.population, pair?.theirs?.population];
  const words = (of: (p: PgmapPopulation, on: MachineFacts) => string, name: string): JSX.Element | null => {
    const [x, y] = [a ? of(a, machines[0]) : '—', b ? of(b, machines[1]) : '—'];
    return a || b ? <Row name={name} a={x} b={y} change={x === y ? '=' : '≠'} /> : null;
  };
  const counted = (p: PgmapPopulation | undefined) => (p?.outcome.ok ? p.totals : null);
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Figures of both sides">
      <table class="comparison-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {words(outcomeOf, 'Outcome')}
          {words(dedupOf, 'Deduplicated')}
          {pair && <FigureRows of={figures(counted(a), counted(b))} prefix="" />}
          <FigureRows of={totals} prefix={pair ? 'Total: ' : ''} />
        </tbody>
      </table>
    </div>
  );
}
