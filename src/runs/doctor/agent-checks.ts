import { constants, existsSync } from 'node:fs';
import { access, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentHomes, proofloopHome } from '../../config/home-paths.ts';
import type { Config } from '../../config/load-config.ts';
import type { Surroundings } from '../../config/surroundings.ts';
import { type AgentSpec, agentSpec, agentsInUse } from '../../core/agent/agent-spec.ts';
import { firstProgram } from '../../core/preflight/first-programs.ts';
import { presetNames } from '../../core/settings/agent-settings.ts';
import type { View } from '../../ports/view.ts';
import { unprivilegedUser } from '../../sandbox/contain/containment.ts';
import { findSandbox } from '../../sandbox/find-sandbox.ts';
import { greetAgentIn } from '../../wire/wire-agents.ts';
import { findProgram } from '../find-program.ts';
import type { DoctorCheck } from './doctor-check.ts';

/** Each agent that is chosen, configured, or installed: found, by which version, logged in, and whether it works here. */
export async function checkAgents(
  { options, agents }: Pick<Config, 'options' | 'agents'>,
  surroundings: Surroundings,
): Promise<DoctorCheck[]> {
  const chosen = agentsInUse(options.agents);
  const names = [...new Set([...chosen, ...Object.keys(agents), ...presetNames])];
  const checks: DoctorCheck[] = [];
  for (const name of names) {
    const agent = agentSpec(name, agents);
    const program = firstProgram(agent.command);
    const path = program === null ? null : findProgram(program, surroundings.environment.PATH ?? '');
    const needed = chosen.includes(name);
    if (program === null || path !== null) checks.push(await checkAgent(agent, needed, surroundings));
    else if (needed || Object.hasOwn(agents, name)) checks.push(missing(agent, program, needed));
  }
  return checks;
}

function missing({ name }: AgentSpec, program: string, needed: boolean): DoctorCheck {
  const found = `${program} is not installed`;
  return {
    name: `agent ${name}`,
    works: false,
    needed,
    found,
    mend: 'install it, or name its command under agents',
  };
}

async function checkAgent(
  agent: AgentSpec,
  needed: boolean,
  surroundings: Surroundings,
): Promise<DoctorCheck> {
  const check = { name: `agent ${agent.name}`, needed };
  const greeting = await greetHere(agent, surroundings);
  const login = loginText(agent, surroundings);
  if (greeting === null) {
    return {
      ...check,
      works: true,
      found: `${agent.command}, ${login}; not tried: no sandbox works`,
      mend: null,
    };
  }
  if (!greeting.ok) {
    const mend =
      greeting.kind === 'not_logged_in'
        ? 'log in with its own program'
        : 'mend that, or name its command under agents';
    return { ...check, works: false, found: `${greeting.message} (${login})`, mend };
  }
  const version =
    greeting.program === null ? 'no version told' : `${greeting.program.name} ${greeting.program.version}`;
  return { ...check, works: true, found: `${version}, ${login}, it answers in the sandbox`, mend: null };
}

/** Of its login what is there; its value is nobody's here. */
function loginText({ folders, environment }: AgentSpec, surroundings: Surroundings): string {
  const there = [
    ...folders.filter((name) => existsSync(join(surroundings.userHome, name))).map((name) => `~/${name}`),
    ...environment.filter((name) => (surroundings.environment[name] ?? '') !== ''),
  ];
  if (folders.length + environment.length === 0) return 'no login named';
  return there.length === 0 ? 'no login found' : `login by ${there.join(', ')}`;
}

/** Null where there is no sandbox to greet it in. */
async function greetHere(agent: AgentSpec, surroundings: Surroundings) {
  const found = await findSandbox();
  if (found.kind === 'none') return null;
  const folder = await mkdtemp(join(tmpdir(), 'proofloop-agent-'));
  const root = join(folder, 'views', 'view');
  try {
    await mkdir(root, { recursive: true });
    if (found.kind === 'bubblewrap' && process.getuid?.() === 0)
      await chown(root, unprivilegedUser, unprivilegedUser);
    const options = {
      sandbox: found.kind,
      workspace: '/tmp/probe',
      mounts: [],
      log_path: join(folder, 'log'),
    };
    const homes = await homesFor(folder, surroundings);
    return await greetAgentIn({ options, homes, runHome: folder, surroundings }, agent, emptyView(root));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where a later process finds what this one would leave if it were killed; a folder that is not there is not made for it. */
async function homesFor(folder: string, surroundings: Surroundings): Promise<string> {
  const home = proofloopHome(surroundings);
  const isUsable = await access(home, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return isUsable ? agentHomes(home) : folder;
}

function emptyView(root: string): View {
  const nothing = async () => {};
  const snapshot = () => Promise.reject(new Error('an empty folder has no tree'));
  return { kind: 'tester', root, beneath: [], snapshot, close: nothing, discard: nothing };
}
