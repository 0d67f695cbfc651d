import type { Step } from '../core/decision.ts';
import { evidenceFacts } from '../core/evidence/evidence-facts.ts';
import { baseRuns } from '../core/evidence/facts.ts';
import { reportedFiles } from '../core/evidence/reported-files.ts';
import type { Outcome } from '../core/steps.ts';
import type { StepContext } from './step-context.ts';

/** More of them tell nothing ahead: only so many get a test that must fail. */
const testFilesMax = 200;

const fewFiles = (paths: string[]): string[] => (paths.length > testFilesMax ? [] : paths);

/** Builds the trees that belong to the run's tree. */
export async function buildEvidenceTrees(
  { place }: Step<'build_trees'>,
  { state, world: { evidenceTrees } }: StepContext,
): Promise<Outcome<'build_trees'>> {
  const { baseTree, options } = state;
  const { tree } = place;
  const facts = evidenceFacts(state);
  const protection = {
    commands: options.verify,
    folder: options.folder,
    protect: options.protect,
    allowed: options.allow_changes,
    reported: reportedFiles(facts),
  };
  const restored = await evidenceTrees.restoredTree(tree, protection);
  const atSetup =
    options.setup.length === 0
      ? []
      : await evidenceTrees.setupChanges(tree, { ...protection, commands: options.setup });
  const told = await evidenceTrees.toldChanges(tree, protection);
  const undone_tree = await evidenceTrees.undoneTree(tree, protection);
  const packages = await evidenceTrees.goPackages(baseTree);
  const isProof = options.evidence === 'proven' && options.expect === 'change';
  const code = isProof ? await evidenceTrees.changedCode(tree, protection) : null;
  // What the base's own report names as tests is put back too, and then they are built again.
  const isBeforeBase = baseRuns(facts).length === 0 && facts.rules > 1;
  const payload = {
    ...place,
    restored_tree: restored.tree,
    undone_tree,
    protected_changes: [...restored.changes, ...atSetup, ...told],
    base_has_tests: await evidenceTrees.hasTests(baseTree),
    go_packages: packages.map(({ importPath, folder, name }) => ({
      import_path: importPath,
      folder,
      name,
    })),
    package_scripts: await evidenceTrees.packageScripts(restored.tree, options.folder),
    moved_tests: [...restored.movedTests],
    changed_code:
      code === null ? null : { has_code: code.hasCode, functions: code.functions, mutants: code.mutants },
    changed_lines: options.mutation ? await evidenceTrees.changedLines(tree, protection) : [],
    ...(isBeforeBase ? { test_files: fewFiles(await evidenceTrees.testFiles(baseTree)) } : {}),
  };
  return { event: 'evidence_trees', payload };
}
