import type { AgentDeed, AgentScript } from '../support/agent-command.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from '../support/role-outputs.ts';
import { type Answer, finalJson, rawText } from '../support/scripted-answers.ts';
import type { Script } from '../support/scripted-endpoint.ts';
import { stepwise } from '../support/stepwise-script.ts';
import { patch, shell, verify } from '../support/tool-answers.ts';
import { type Random, seededRandom } from './random.ts';

/** A run whose answers hang on the conversation alone, so that a killed one is told the same again. */
export interface Scenario {
  script: Script;
  /** What the coder's agent does; null where the coder is a model. */
  agent: AgentScript | null;
  /** Runs of the verify commands side by side; with more than one the base runs beside the roles. */
  jobs: number;
  /** Lines of `lines.txt` in the end: each command of the coder's appends one, so a doubled effect shows. */
  lines: string[];
  /** One commit of each. */
  iterations: number;
}

/** Of the repository that every scenario works on: a sum with a bug, and a check that takes milliseconds. */
export const files = {
  'sum.sh': 'echo $(($1 - $2))\n',
  'check.sh': '[ "$(sh sum.sh 2 3)" = 5 ] || exit 1\n',
};

const fix =
  '*** Begin Patch\n*** Update File: sum.sh\n@@\n-echo $(($1 - $2))\n+echo $(($1 + $2))\n*** End Patch';

/** Of so many scenarios one has an agent in it. */
const withAgentEvery = 2;
/** Of so many scenarios one has checks side by side. */
const withJobsEvery = 3;

export function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed);
  const scenario = seed % withAgentEvery === 0 ? agentScenarioOf(random) : modelScenarioOf(random);
  return { ...scenario, jobs: seed % withJobsEvery === 0 ? 3 : 1 };
}

/** Two or three iterations, refused but for the last, with retries, tool calls of all roles and appended lines. */
function modelScenarioOf(random: Random): Omit<Scenario, 'jobs'> {
  const iterations = random.between(2, 3);
  const numbers = Array.from({ length: iterations }, (_, index) => index + 1);
  const lines: string[] = [];
  const coder = numbers.map((number) => {
    const appending = Array.from({ length: random.between(1, 3) }, (_, index) => {
      const line = `line ${number}.${index + 1}`;
      lines.push(line);
      return shell(appendCommand(line, random));
    });
    const asking = random.between(0, 1) === 0 ? [verify()] : [];
    const last = number === iterations ? [patch(fix), ...asking] : asking;
    const ids = number === iterations ? ['sum', 'rest'] : ['sum'];
    return [...appending, ...last, ...unusable(random), finalJson(coderOutput({ completed_task_ids: ids }))];
  });
  const script = stepwise({
    planner: numbers.map((number) => {
      const tasks = number === 1 ? [workItem('sum'), workItem('rest')] : [];
      const looking = random.between(0, 2) === 0 ? [shell('ls')] : [];
      return [...looking, ...unusable(random), finalJson(plannerOutput({ done_flag: true, tasks }))];
    }),
    coder,
    tester: numbers.map(() => [
      ...(random.between(0, 1) === 0 ? [shell('sh check.sh; echo seen >> seen.txt')] : []),
      finalJson(testerOutput()),
    ]),
  });
  return { script, agent: null, lines, iterations };
}

/** The same sort of run with an agent as the coder, whose whole work of an iteration is one step. */
function agentScenarioOf(random: Random): Omit<Scenario, 'jobs'> {
  const iterations = random.between(2, 3);
  const numbers = Array.from({ length: iterations }, (_, index) => index + 1);
  const lines: string[] = [];
  const coder = numbers.map((number): AgentDeed[][] => {
    const appending = Array.from({ length: random.between(1, 3) }, (_, index) => {
      const line = `line ${number}.${index + 1}`;
      lines.push(line);
      return { shell: appendCommand(line, random) };
    });
    const last = number === iterations ? [{ shell: "echo 'echo $(($1 + $2))' > sum.sh" }] : [];
    const ids = number === iterations ? ['sum', 'rest'] : ['sum'];
    const answer = [{ json: coderOutput({ completed_task_ids: ids }) }];
    const work = [{ think: 'Hm.' }, ...appending, ...last];
    return random.between(0, 1) === 0 ? [[...work, ...answer]] : [[...work, { say: 'Done.' }], answer];
  });
  const script = stepwise({
    planner: numbers.map((number) => {
      const tasks = number === 1 ? [workItem('sum'), workItem('rest')] : [];
      return [finalJson(plannerOutput({ done_flag: true, tasks }))];
    }),
    coder: [],
    tester: numbers.map(() => [finalJson(testerOutput())]),
  });
  return { script, agent: { coder }, lines, iterations };
}

/** At once, or after a while, by a relative or an absolute path. */
function appendCommand(line: string, random: Random): string {
  const append = `echo '${line}' >>`;
  switch (random.between(0, 3)) {
    case 0:
      return `sleep 0.1; ${append} lines.txt`;
    case 1:
      // Outlives a killed program and finds the folder of its successor.
      return `sleep 0.5; ${append} "$PWD/lines.txt"`;
    default:
      return `${append} lines.txt`;
  }
}

/** Now and then an answer that must be asked for again. */
function unusable(random: Random): Answer[] {
  return random.between(0, 3) === 0 ? [rawText('Hm.')] : [];
}
