// biome-ignore-all lint/performance/noBarrelFile: the package's entry for those who write adapters has to say what is in it
export { modelContract } from './model.ts';
export { runIndexContract } from './run-index.ts';
export { type SandboxScene, sandboxContract } from './sandbox.ts';
export { storeContract } from './store.ts';
