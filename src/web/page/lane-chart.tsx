import type { Span, Stretch, Timeline } from '../../views/course/timeline.ts';
import { lanes } from '../../views/course/timeline.ts';
import { durationText } from '../../views/text/amounts.ts';
import { Kept } from './kept.tsx';

const laneHeight = 22;
const bandHeight = 16;
const width = 1000;
const height = bandHeight + lanes.length * laneHeight;

/** Bars that begin nearer to each other, of this width, are one: more than that nobody can tell apart, or point at. */
const leastStep = 4;
/** More bands, and names nearer to each other, can't be told apart. */
const mostBands = 200;
const leastNameStep = 25;
/** No verdict has as many checks side by side. */
const mostOpen = 64;
/** Into so many steps at least the time of a run is divided. */
const leastSteps = 64;

interface LaneProps {
  timeline: Timeline;
  /** Another number whenever a call, a measurement or an iteration is another. */
  version: number;
  onPick: (seq: number) => void;
}

/** Who did what when: a lane for each role and one for what is measured, over the iterations as bands. */
export function LaneChart(props: LaneProps) {
  const { timeline, version, onPick } = props;
  const { from, to, spans, iterations } = timeline;
  const end = axisEnd(from, to);
  const scale = width / Math.max(1, end - from);
  const x = (moment: number) => (moment - from) * scale;
  const widthOf = (stretch: Stretch, least: number) =>
    Math.max(least, ((stretch.to ?? to) - stretch.from) * scale);
  const bars = (some: readonly Span[]) =>
    some.map((span) => <SpanBar key={span.seq} span={span} x={x} widthOf={widthOf} onPick={onPick} />);
  const isOpen = (span: Span) => span.to === null;
  return (
    <div class="lanes">
      <ul class="lane-names" aria-hidden="true">
        {lanes.map((lane) => (
          <li key={lane}>{lane}</li>
        ))}
      </ul>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img">
        <title>{`${spans.length} calls and measurements in ${durationText(to - from)}`}</title>
        <defs>
          <pattern
            id="waiting"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="3" height="6" class="hatch" />
          </pattern>
        </defs>
        <Kept
          by={[iterations.length, iterations.at(-1)?.to, from, end]}
          draw={() => <Bands iterations={iterations} x={x} widthOf={widthOf} />}
        />
        <Kept by={[version, from, end]} draw={() => bars(apart(spans, x).filter((span) => !isOpen(span)))} />
        {bars(spans.slice(-mostOpen).filter(isOpen))}
      </svg>
      <Kept
        by={[iterations.length, from, end]}
        draw={() => (
          <ol class="band-names">
            {named(iterations, x).map((band) => (
              <li key={band.iteration} style={{ left: `${(x(band.from) / width) * 100}%` }}>
                {band.iteration}
              </li>
            ))}
          </ol>
        )}
      />
    </div>
  );
}

/** The axis ends a little later than the run stands, so that it need not be drawn anew with each event. */
function axisEnd(from: number, to: number): number {
  const step = 2 ** Math.floor(Math.log2(Math.max(1, to - from) / leastSteps));
  return from + Math.ceil((to - from) / step) * step;
}

interface BandsProps extends Pick<BarProps, 'x' | 'widthOf'> {
  iterations: Timeline['iterations'];
}

function Bands({ iterations, x, widthOf }: BandsProps) {
  if (iterations.length > mostBands) return null;
  return (
    <>
      {iterations.map((band, index) => (
        <rect
          key={band.iteration}
          class={index % 2 === 0 ? 'band' : 'band other'}
          x={x(band.from)}
          y={0}
          // The one that goes on reaches to the end of the axis.
          width={band.to === null ? Math.max(1, width - x(band.from)) : widthOf(band, 1)}
          height={height}
        >
          <title>{`iteration ${band.iteration}`}</title>
        </rect>
      ))}
    </>
  );
}

/** The bars of each lane without those that would lie on the one before; what has failed or still goes on stays. */
function apart(spans: readonly Span[], x: (moment: number) => number): Span[] {
  const drawnUntil = new Map<string, number>();
  return spans.filter(({ lane, from, to, failed }) => {
    const isHidden = x(from) < (drawnUntil.get(lane) ?? Number.NEGATIVE_INFINITY);
    const isThin = to !== null && x(to) - x(from) < leastStep;
    if (isHidden && isThin && !failed) return false;
    drawnUntil.set(lane, Math.max(x(from) + leastStep, drawnUntil.get(lane) ?? 0));
    return true;
  });
}

/** The iterations whose names have room beside each other. */
function named<Band extends Stretch>(iterations: readonly Band[], x: (moment: number) => number): Band[] {
  let last = Number.NEGATIVE_INFINITY;
  return iterations.filter(({ from }) => {
    if (x(from) - last < leastNameStep) return false;
    last = x(from);
    return true;
  });
}

interface BarProps {
  span: Span;
  x: (moment: number) => number;
  widthOf: (stretch: Stretch, least: number) => number;
  onPick: (seq: number) => void;
}

function SpanBar({ span, x, widthOf, onPick }: BarProps) {
  const y = bandHeight + lanes.indexOf(span.lane) * laneHeight + 3;
  const state = span.to === null ? 'open' : span.failed ? 'failed' : '';
  const took = span.to === null ? 'goes on' : durationText(span.to - span.from);
  return (
    // Out of the order of the tab key: hundreds of them would stand before the scrubber, which reaches the same places.
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      class={`span ${span.lane} ${state}`}
      role="button"
      tabIndex={-1}
      onClick={() => onPick(span.seq)}
      onKeyDown={({ key }) => key === 'Enter' && onPick(span.seq)}
    >
      <title>{`${span.lane}, iteration ${span.iteration}: ${span.label}, ${took}`}</title>
      <rect x={x(span.from)} y={y} width={widthOf(span, 2)} height={laneHeight - 6} rx={2} />
      {span.waits.map((wait) => (
        <rect
          key={wait.from}
          class="wait"
          fill="url(#waiting)"
          x={x(wait.from)}
          y={y}
          width={widthOf(wait, 2)}
          height={laneHeight - 6}
        />
      ))}
    </g>
  );
}
