import type { Step } from '../core/decision.ts';
import type { Outcome } from '../core/steps.ts';
import type { StepContext } from './step-context.ts';

/** Builds the trees that belong to the run's tree. */
export async function buildEvidenceTrees(
  { place }: Step<'build_trees'>,
  { state, world: { evidenceTrees } }: StepContext,
): Promise<Outcome<'build_trees'>> {
  const { baseTree, options } = state;
  const { tree } = place;
  const protection = {
    commands: options.verify,
    folder: options.folder,
    protect: options.protect,
    allowed: options.allow_changes,
  };
  const restored = await evidenceTrees.restoredTree(tree, protection);
  const atSetup =
    options.setup.length === 0
      ? []
      : await evidenceTrees.setupChanges(tree, { ...protection, commands: options.setup });
  const undone_tree = await evidenceTrees.undoneTree(tree, protection);
  const packages = await evidenceTrees.goPackages(baseTree);
  const payload = {
    ...place,
    restored_tree: restored.tree,
    undone_tree,
    protected_changes: [...restored.changes, ...atSetup],
    base_has_tests: await evidenceTrees.hasTests(baseTree),
    go_packages: packages.map(({ importPath, folder, name }) => ({
      import_path: importPath,
      folder,
      name,
    })),
    changed_lines: options.mutation ? await evidenceTrees.changedLines(tree, protection) : [],
  };
  return { event: 'evidence_trees', payload };
}
