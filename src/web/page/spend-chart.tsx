import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { type RoleCost, spendLine } from '../../views/course/costs.ts';

const height = 160;

/** What was spent by the end of each iteration, as a line. */
export function SpendChart({ costs }: { costs: readonly RoleCost[] }) {
  const place = useRef<HTMLDivElement>(null);
  const { iterations, spent, isPriced } = spendLine(costs);
  const drawn = useRef<uPlot | null>(null);
  const hasLine = iterations.length >= 2 && spent.some((amount) => amount > 0);
  useEffect(() => {
    const frame = place.current;
    if (frame === null || !hasLine) return;
    const [line, text, grid] = ['accent', 'quiet', 'line'].map((name) => colorOf(`var(--${name})`));
    const axis = { stroke: text ?? '', grid: { stroke: grid ?? '' }, ticks: { stroke: grid ?? '' } };
    const chart = new uPlot(
      {
        width: Math.max(200, frame.clientWidth),
        height,
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
      frame,
    );
    drawn.current = chart;
    const observer = new ResizeObserver(() => chart.setSize({ width: frame.clientWidth, height }));
    observer.observe(frame);
    return () => {
      observer.disconnect();
      chart.destroy();
      drawn.current = null;
    };
  }, [hasLine, isPriced]);
  const data = JSON.stringify([iterations, spent]);
  useEffect(() => drawn.current?.setData([iterations, spent]), [data]);
  if (!hasLine) return null;
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
