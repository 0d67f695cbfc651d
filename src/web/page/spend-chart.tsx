import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { LoggedEvent } from '../../core/events.ts';
import { costsOf } from '../../views/course/costs.ts';

/** What was spent by the end of each iteration, as a line. */
export function SpendChart({ events }: { events: readonly LoggedEvent[] }) {
  const place = useRef<HTMLDivElement>(null);
  const costs = costsOf(events);
  const iterations = [...new Set(costs.map(({ iteration }) => iteration))];
  const isPriced =
    costs.every(({ costUsd }) => costUsd !== null) && costs.some(({ costUsd }) => (costUsd ?? 0) > 0);
  const spent = iterations.map((iteration) =>
    costs
      .filter((cost) => cost.iteration <= iteration)
      .reduce(
        (sum, cost) => sum + (isPriced ? (cost.costUsd ?? 0) : cost.inputTokens + cost.outputTokens),
        0,
      ),
  );
  const data = JSON.stringify([iterations, spent]);
  useEffect(() => {
    if (place.current === null || iterations.length < 2) return;
    const [line, text, grid] = ['accent', 'quiet', 'line'].map((name) => colorOf(`var(--${name})`));
    const axis = { stroke: text ?? '', grid: { stroke: grid ?? '' }, ticks: { stroke: grid ?? '' } };
    const chart = new uPlot(
      {
        width: Math.max(200, place.current.clientWidth),
        height: 160,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false },
          y: { range: (_chart, _low, high) => [0, Math.max(high * 1.1, isPriced ? 0.01 : 1)] },
        },
        axes: [
          { ...axis, incrs: [1, 2, 5, 10, 20, 50] },
          {
            ...axis,
            size: 64,
            values: (_chart, values) => values.map((value) => (isPriced ? `$${value}` : String(value))),
          },
        ],
        series: [{}, { stroke: line ?? '', width: 2, points: { show: true, size: 6 } }],
      },
      [iterations, spent],
      place.current,
    );
    return () => chart.destroy();
  }, [data]);
  if (iterations.length < 2 || spent.every((amount) => amount === 0)) return null;
  return (
    <figure>
      <div ref={place} class="chart" />
      <figcaption class="quiet">{`${isPriced ? 'USD' : 'tokens'} by the end of each iteration`}</figcaption>
    </figure>
  );
}

/** A colour of the style as a canvas takes it, which knows no variables. */
function colorOf(value: string): string {
  const probe = document.createElement('span');
  probe.style.color = value;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
