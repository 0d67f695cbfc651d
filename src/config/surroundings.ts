import { homedir } from 'node:os';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the program takes from the process that it runs in. */
export interface Surroundings {
  environment: Environment;
  /** Absolute path of the user's home. */
  userHome: string;
  /** Absolute path that relative ones start from. */
  currentFolder: string;
}

/** The one place that reads `process.env`. */
export function readSurroundings(): Surroundings {
  return { environment: { ...process.env }, userHome: homedir(), currentFolder: process.cwd() };
}
