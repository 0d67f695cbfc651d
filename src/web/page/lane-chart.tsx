import type { Span, Stretch, Timeline } from '../../views/course/timeline.ts';
import { lanes } from '../../views/course/timeline.ts';
import { durationText } from '../../views/text/amounts.ts';

const laneHeight = 22;
const bandHeight = 16;
const width = 1000;

/** Who did what when: a lane for each role and one for what is measured, over the iterations as bands. */
export function LaneChart({ timeline, onPick }: { timeline: Timeline; onPick: (seq: number) => void }) {
  const { from, to, spans, iterations } = timeline;
  const scale = width / Math.max(1, to - from);
  const x = (moment: number) => (moment - from) * scale;
  const widthOf = (stretch: Stretch, least: number) =>
    Math.max(least, ((stretch.to ?? to) - stretch.from) * scale);
  const height = bandHeight + lanes.length * laneHeight;
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
        {iterations.map((band, index) => (
          <rect
            key={band.iteration}
            class={index % 2 === 0 ? 'band' : 'band other'}
            x={x(band.from)}
            y={0}
            width={widthOf(band, 1)}
            height={height}
          >
            <title>{`iteration ${band.iteration}`}</title>
          </rect>
        ))}
        {spans.map((span) => (
          <SpanBar key={span.seq} span={span} x={x} widthOf={widthOf} onPick={onPick} />
        ))}
      </svg>
      <ol class="band-names">
        {iterations.map((band) => (
          <li key={band.iteration} style={{ left: `${(x(band.from) / width) * 100}%` }}>
            {band.iteration}
          </li>
        ))}
      </ol>
    </div>
  );
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
