import type { RunState } from '../../core/state.ts';
import { type Budget, budgetsOf } from '../../views/course/budgets.ts';
import { type RoleCost, recentCosts } from '../../views/course/costs.ts';
import type { GateCourse } from '../../views/course/gate-course.ts';
import { type MeasuredTests, testTable } from '../../views/course/tests-by-iteration.ts';
import { countText, moneyText } from '../../views/text/amounts.ts';

const shownTests = 200;

/** Of a run of hundreds of iterations only the last ones are told apart: nobody reads the others, and the page stays quick. */
const shownIterations = 40;

/** What is used of each ceiling, with where it leads. */
export function BudgetBars({ state, now }: { state: RunState; now: number }) {
  return (
    <ul class="budgets">
      {budgetsOf(state, now).map((budget) => (
        <BudgetBar key={budget.name} budget={budget} />
      ))}
    </ul>
  );
}

function BudgetBar({ budget }: { budget: Budget }) {
  const { name, text, share, reachedInIteration } = budget;
  const level = share === null || share < 0.75 ? '' : share < 0.95 ? 'near' : 'reached';
  return (
    <li>
      <div>
        <span class="name">{name}</span>
        <span class="amount">{text}</span>
      </div>
      <meter class={level} min={0} max={1} value={share ?? 0} aria-label={`${name}: ${text}`} />
      {reachedInIteration !== null && (
        <span class="quiet">{`at this pace reached in iteration ${reachedInIteration}`}</span>
      )}
    </li>
  );
}

/** Where each gate stands, since when, and how it stood in each iteration. */
export function GatePanel({ gates: { standings, history: whole } }: { gates: GateCourse }) {
  if (standings.length === 0)
    return <p class="quiet">The gates are asked at the end of the first iteration.</p>;
  const history = whole.slice(-shownIterations);
  return (
    <ul class="gates">
      {standings.map(({ name, met, reason, since }) => (
        <li key={name} class={met ? 'met' : 'closed'}>
          <strong>
            {met ? '✓' : '✗'} {name}
          </strong>
          <span class="history" aria-hidden="true">
            {history.map(({ iteration, gates }) => {
              const then = gates.find((gate) => gate.name === name);
              return (
                <i key={iteration} class={then?.met ? 'met' : 'closed'} title={`iteration ${iteration}`} />
              );
            })}
          </span>
          <p>{reason}</p>
          <p class="quiet">{`${met ? 'met' : 'not met'} since iteration ${since.iteration}`}</p>
        </li>
      ))}
    </ul>
  );
}

/** The plan as it stands. */
export function WorkItems({ items }: { items: RunState['items'] }) {
  if (items.length === 0) return <p class="quiet">The planner has not written a plan yet.</p>;
  return (
    <ul class="items">
      {items.map(({ task_id, title, status, notes }) => (
        <li key={task_id} class={status}>
          <span class="status">{status.replace('_', ' ')}</span> <strong>{title}</strong>
          {notes !== '' && <p class="quiet notes">{notes}</p>}
        </li>
      ))}
    </ul>
  );
}

/** Each test by iteration: what fails now and what flips comes first. */
export function TestPanel({ tests }: { tests: MeasuredTests }) {
  const { columns: measured, rows } = testTable(tests);
  const left = Math.max(0, measured.length - shownIterations);
  const columns = measured.slice(left);
  if (rows.length === 0) return <p class="quiet">No test was measured on its own yet.</p>;
  return (
    <div class="scrolled">
      <table class="tests">
        <thead>
          <tr>
            <th scope="col">test</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownTests).map(({ id, outcomes, flaky }) => (
            <tr key={id}>
              <th scope="row">
                {id}
                {flaky && <em> flaky</em>}
              </th>
              {outcomes.slice(left).map((outcome, index) => (
                <td key={columns[index]} class={outcome}>
                  {marks[outcome]}
                  <span class="spoken">{outcome}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shownTests && <p class="quiet">{`and ${countText(rows.length - shownTests)} more`}</p>}
    </div>
  );
}

const marks = { passed: '✓', failed: '✗', skipped: '–', absent: '' };

/** What each role came to in each iteration. */
export function CostTable({ costs }: { costs: readonly RoleCost[] }) {
  const { earlier, recent, from } = recentCosts(costs, shownIterations);
  if (recent.length === 0) return <p class="quiet">No model and no agent was asked yet.</p>;
  return (
    <div class="scrolled">
      <table>
        <thead>
          <tr>
            {['iteration', 'role', 'cost', 'requests', 'input', 'cached', 'output'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...earlier, ...recent].map((cost) => (
            <tr key={`${cost.iteration} ${cost.role}`}>
              <td>{cost.iteration === 0 ? `before ${from}` : cost.iteration}</td>
              <td>{cost.role}</td>
              <td>{cost.costUsd === null ? 'unknown' : moneyText(cost.costUsd)}</td>
              <td>{countText(cost.requests)}</td>
              <td>{countText(cost.inputTokens)}</td>
              <td>{countText(cost.cachedInputTokens)}</td>
              <td>{countText(cost.outputTokens)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
