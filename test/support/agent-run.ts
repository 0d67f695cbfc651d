import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfiguredAgent } from '../../src/core/agent/agent-spec.ts';
import { type AgentDeed, type AgentScript, agentCommand } from './agent-command.ts';
import { coderOutput, plannerOutput, testerOutput, workItem } from './role-outputs.ts';
import { type FinishedRun, playScript, temporaryFolder } from './run-fixture.ts';
import { finalJson } from './scripted-answers.ts';
import type { Script } from './scripted-endpoint.ts';
import { stepwise } from './stepwise-script.ts';

/** The command of an agent that does what the script says. */
export async function scriptedAgent(script: AgentScript): Promise<string> {
  return agentCommand(script, join(await temporaryFolder(), 'script.json'));
}

/** What the user of `userWithAgent` logs in with. */
export const agentLogin = 'own-Login-1234567890';

/** The home of a user who has named an agent `mine`, and its login. */
export async function userWithAgent(command: string): Promise<string> {
  const home = await userWithAgents({ mine: { command, folders: ['.mine'] } });
  await writeFile(join(home, '.mine/login.json'), `{"token":"${agentLogin}"}`);
  await writeFile(join(home, '.mine/notes'), 'no-Login-0987654321');
  return home;
}

/** The home of a user who has named these agents, and has a folder for one of them. */
export async function userWithAgents(agents: Record<string, ConfiguredAgent>): Promise<string> {
  const home = await temporaryFolder();
  for (const folder of ['.mine', '.config/proofloop']) await mkdir(join(home, folder), { recursive: true });
  await writeFile(join(home, '.config/proofloop/config.json'), JSON.stringify({ agents }));
  return home;
}

export const sumItem = workItem('sum', { title: 'Mend the sum' });

/** What a coder's agent says at the end of work that is done. */
export const coderDone: AgentDeed = { json: coderOutput({ completed_task_ids: ['sum'] }) };

/** Models that plan one item and are content with what was done. */
export function contentModels(): Script {
  return stepwise({
    planner: [[finalJson(plannerOutput({ done_flag: true, tasks: [sumItem] }))]],
    coder: [],
    tester: [[finalJson(testerOutput())]],
  });
}

/** The same words from an agent. */
export const contentAgent = {
  planner: [[[{ json: plannerOutput({ done_flag: true, tasks: [sumItem] }) }]]],
  tester: [[[{ json: testerOutput() }]]],
} satisfies AgentScript;

/** Plays a run whose coder is an agent that does these things in its first iteration, in the sandbox unless told otherwise. */
export async function playCoder(
  workspace: string,
  deeds: AgentDeed[][],
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<FinishedRun> {
  const agent = await scriptedAgent({ coder: [deeds] });
  const own = ['--task', 'Mend the sum.', '--verify', 'sh check.sh', '--coder-agent', agent];
  const sandbox = args.includes('--sandbox') ? [] : ['--sandbox', 'auto'];
  return playScript(workspace, contentModels(), [...own, ...sandbox, ...args], environment);
}
