import { useEffect, useState } from 'preact/hooks';
import type { Source } from './source.ts';
import { looksLikeTest } from './test-path.ts';

const shownLines = 4_000;

interface DiffProps {
  source: Source;
  runId: string;
  iterations: number;
  /** The tree as it stands: another one is another diff. */
  tree: string;
  /** Changed tests and configuration. */
  marked: ReadonlySet<string>;
}

/** What the run changed, whole or in one iteration. */
export function DiffPanel({ source, runId, iterations, tree, marked }: DiffProps) {
  const [iteration, setIteration] = useState<number | null>(null);
  const [diff, setDiff] = useState<{ text: string } | { error: string } | null>(null);
  // While a run is followed its tree changes often: the last changes stay in sight until the new ones are there.
  useEffect(() => setDiff(null), [runId, iteration]);
  useEffect(() => {
    let isWanted = true;
    source.readDiff(runId, iteration).then(
      (text) => isWanted && setDiff({ text }),
      (error: Error) => isWanted && setDiff({ error: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [runId, iteration, tree]);
  return (
    <>
      <label>
        {'of '}
        <select
          value={iteration ?? ''}
          onChange={({ currentTarget: { value } }) => setIteration(value === '' ? null : Number(value))}
        >
          <option value="">the whole run</option>
          {Array.from({ length: iterations }, (_, index) => index + 1).map((number) => (
            <option key={number} value={number}>{`iteration ${number}`}</option>
          ))}
        </select>
      </label>
      {diff === null && <p class="quiet">Reading the changes ...</p>}
      {diff !== null && 'error' in diff && <p class="problem">{diff.error}</p>}
      {diff !== null && 'text' in diff && <DiffText text={diff.text} marked={marked} />}
    </>
  );
}

function DiffText({ text, marked }: { text: string; marked: ReadonlySet<string> }) {
  if (text.trim() === '') return <p class="quiet">Nothing was changed.</p>;
  const files = text.split(/^(?=diff --git )/m).filter((part) => part !== '');
  let left = shownLines;
  return (
    <div class="diff">
      {files.map((file) => {
        const lines = file.split('\n');
        const path = /^diff --git a\/.* b\/(.*)$/.exec(lines[0] ?? '')?.[1] ?? lines[0] ?? '';
        const shown = lines.slice(0, Math.max(0, left));
        left -= lines.length;
        const isMarked = marked.has(path) || looksLikeTest(path);
        return (
          <details key={path} open={files.length <= 20} class={isMarked ? 'marked' : ''}>
            <summary>
              <code>{path}</code>
              {isMarked && <em> tests or configuration</em>}
            </summary>
            <pre>
              {shown.map((line, index) => (
                // A line has no name but its place, and the list is never reordered.
                <span key={index} class={kindOf(line)}>
                  {`${line}\n`}
                </span>
              ))}
            </pre>
            {shown.length < lines.length && (
              <p class="quiet">{`${lines.length - shown.length} lines are not shown: proofloop diff shows all`}</p>
            )}
          </details>
        );
      })}
    </div>
  );
}

function kindOf(line: string): string {
  if (line.startsWith('+') && !line.startsWith('+++')) return 'added';
  if (line.startsWith('-') && !line.startsWith('---')) return 'removed';
  return line.startsWith('@@') ? 'place' : '';
}
