import type { Payload } from '../../core/events.ts';
import { runOptionsOf } from '../../core/judge-options.ts';
import type { RunOptions } from '../../core/options.ts';
import { isRepositorySetup } from '../../core/setup-consent.ts';
import { countOf, durationText, moneyText } from '../text/amounts.ts';
import { exactLine } from '../text/exact-line.ts';
import { sandboxText } from '../text/fact-words.ts';
import { firstLine } from '../text/first-line.ts';
import { progressSection } from '../text/labelled-lines.ts';
import { plainLine } from '../text/plain-text.ts';
import { shortId } from './step-lines.ts';

/** What a run starts from and how far it may go, as lines under its id. */
export function startLines(payload: Payload<'loop_started'>): string[] {
  const { options } = payload;
  return [
    `run ${plainLine(payload.run_id)} in ${plainLine(options.workspace)}`,
    ...progressSection('task', [firstLine(payload.task)]),
    ...progressSection('base', [baseText(payload)]),
    ...progressSection('careful', payload.notices.map(plainLine)),
    ...progressSection('agents', agentLines(options)),
    ...progressSection('models', modelLines(options)),
    ...progressSection('endpoint', asksModels(options) ? [endpointText(options)] : []),
    ...progressSection('setup', setupLines(payload)),
    ...progressSection('verify', verifyLines(options)),
    ...progressSection('evidence', [evidenceText(options)]),
    ...progressSection('sandbox', [sandboxText(options)]),
    ...progressSection('limits', [limitsText(options)]),
  ];
}

/** What is judged, and how, as lines under the judgement's id. */
export function judgeStartLines(payload: Payload<'judge_started'>): string[] {
  const { options, files, head_commit, uncommitted_files } = payload;
  const runOptions = runOptionsOf(options);
  const head =
    head_commit === null
      ? `the checkout${uncommittedText(uncommitted_files)}`
      : `commit ${shortId(head_commit)}`;
  return [
    `judgement ${plainLine(payload.run_id)} in ${plainLine(options.workspace)}`,
    ...progressSection('base', [`commit ${shortId(payload.base_commit ?? payload.base_tree)}`]),
    ...progressSection('change', [`${head}, ${countOf(files.length, 'changed file')}`]),
    ...progressSection('careful', payload.notices.map(plainLine)),
    ...progressSection('setup', setupLines({ options: runOptions, setup_network: payload.setup_network })),
    ...progressSection('verify', verifyLines(runOptions)),
    ...progressSection('evidence', [evidenceText(runOptions)]),
    ...progressSection('sandbox', [sandboxText(runOptions)]),
  ];
}

/** `8 iterations, 5,000,000 tokens, $10.00, 4h`; a limit that is off is left out, no cost limit is said. */
export function limitsText(options: RunOptions): string {
  return [
    countOf(options.max_iterations, 'iteration'),
    ...(options.max_tokens === 0 ? [] : [countOf(options.max_tokens, 'token')]),
    options.max_cost_usd === 0 ? 'no cost limit' : moneyText(options.max_cost_usd),
    ...(options.max_time_ms === 0 ? [] : [durationText(options.max_time_ms)]),
  ].join(', ');
}

function baseText({ base_commit, base_tree, uncommitted_files }: Payload<'loop_started'>): string {
  return base_commit === null
    ? `tree ${shortId(base_tree)}, no commit`
    : `commit ${shortId(base_commit)}, tree ${shortId(base_tree)}${uncommittedText(uncommitted_files)}`;
}

function uncommittedText(files: number | null): string {
  return files === null || files === 0 ? '' : `, with ${countOf(files, 'uncommitted file')}`;
}

function evidenceText({ evidence, expect, mutation }: RunOptions): string {
  return `${evidence}, expecting ${expect}${mutation ? ', with changed lines altered' : ''}`;
}

function endpointText({ base_url, answers }: RunOptions): string {
  return plainLine(answers === null ? base_url : `none: answers recorded in ${answers}`);
}

/** Who does the work of which roles in the place of a model. */
function agentLines({ agents }: RunOptions): string[] {
  const named = Object.entries(agents).filter(([, agent]) => agent !== null);
  const [first] = named;
  if (first === undefined) return [];
  if (named.length === 3 && named.every(([, agent]) => agent === first[1]))
    return [plainLine(first[1] ?? '')];
  return named.map(([role, agent]) => plainLine(`${role} ${agent}`));
}

function asksModels({ agents }: RunOptions): boolean {
  return Object.values(agents).includes(null);
}

function modelLines(options: RunOptions): string[] {
  const { models, fallback_model } = options;
  if (!asksModels(options)) return [];
  const fallback =
    fallback_model === null ? [] : [`${plainLine(fallback_model)} where one stays unavailable`];
  return [modelsText(models), ...fallback];
}

function modelsText({ planner, coder, tester }: RunOptions['models']): string {
  return planner === coder && coder === tester
    ? plainLine(planner)
    : plainLine(`planner ${planner}, coder ${coder}, tester ${tester}`);
}

/** Whose the commands are, and what they can reach, is said under them. */
function setupLines({
  options,
  setup_network,
}: Pick<Payload<'loop_started'>, 'options' | 'setup_network'>): string[] {
  const { setup, setup_source } = options;
  if (setup.length === 0) return [];
  const origin = isRepositorySetup(options)
    ? `the repository's own, with your yes (${plainLine(setup_source)})`
    : `from ${plainLine(setup_source)}`;
  const reach =
    setup_network === 'public'
      ? "with the network, but for this machine's own services and local networks"
      : 'with the network of this machine';
  return [...setup.map(exactLine), origin, reach];
}

function verifyLines({ verify, verify_source, evidence }: RunOptions): string[] {
  if (verify.length === 0) {
    return [evidence === 'claimed' ? 'none' : 'none given or found; give --verify <command>'];
  }
  const source = verify_source === '' ? '' : `  (from ${plainLine(verify_source)})`;
  return verify.map((command, index) => plainLine(command) + (index === 0 ? source : ''));
}
