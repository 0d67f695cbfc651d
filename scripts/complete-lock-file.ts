import { readFile, writeFile } from 'node:fs/promises';

/**
 * Adds the programs for other platforms that npm left out of package-lock.json because its registry at hand did not
 * have them: without an entry for each of them, `npm ci` refuses the lock file on every platform. An added entry has
 * no checksum, and is looked at only on its own platform.
 */

export interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export type LockedPackages = Record<string, LockedPackage>;

/** Optional packages that have no entry, by where their entry belongs. */
export function missingPackages(packages: LockedPackages): LockedPackages {
  const missing: LockedPackages = {};
  for (const [folder, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const places = [`${folder}/node_modules/${name}`, `node_modules/${name}`];
      if (places.some((place) => packages[place] !== undefined)) continue;
      const entry = { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) };
      missing[`node_modules/${name}`] = entry;
    }
  }
  return missing;
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** The platform that a package's name tells; throws where it tells none. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  if (os.length !== 1 || cpu.length !== 1) {
    throw new Error(`The name of the optional package ${name} tells no platform: add its entry by hand.`);
  }
  return { os, cpu, ...(words.includes('musl') ? { libc: ['musl'] } : {}) };
}

async function main(): Promise<void> {
  const path = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(await readFile(path, 'utf8'));
  const missing = missingPackages(lock.packages);
  const entries = Object.entries({ ...lock.packages, ...missing });
  lock.packages = Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  await writeFile(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} packages added`);
}

if (import.meta.main) await main();
