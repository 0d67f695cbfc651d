import { inFolder } from './folders.ts';
import type { Detect, FolderFiles } from './test-runner.ts';

/** The tests of a Ruby project by RSpec, where it has specifications or its settings. */
export const rspecTests: Detect = (files) => {
  const names = files.names(files.folder);
  const spec = files
    .names(inFolder(files.folder, 'spec'))
    .find((name) => /_spec\.rb$|^spec_helper\.rb$/.test(name));
  const file = names.includes('.rspec') ? '.rspec' : spec === undefined ? null : `spec/${spec}`;
  return file === null ? null : { command: `${bundled(files, 'rspec')}rspec`, file };
};

/** The tests of a Ruby project by its Rakefile's task, by Rails, or by loading its test files. */
export const minitestTests: Detect = (files) => {
  const { folder, text } = files;
  const names = files.names(folder);
  const rakefile = names.find((name) => /^(Rakefile|rakefile|Rakefile\.rb)$/.test(name));
  if (files.names(inFolder(folder, 'bin')).includes('rails') && names.includes('test'))
    return { command: 'bin/rails test', file: 'bin/rails' };
  const tasks = rakefile === undefined ? '' : (text(inFolder(folder, rakefile)) ?? '');
  if (rakefile !== undefined && testTask.test(tasks))
    return { command: `${bundled(files, 'rake')}rake test`, file: rakefile };
  const tests = files.names(inFolder(folder, 'test')).find((name) => /^test_.*\.rb$|_test\.rb$/.test(name));
  if (tests === undefined) return null;
  const load = 'ruby -Ilib -Itest -e \'Dir["./test/**/{test_*,*_test}.rb"].each { |file| require file }\'';
  return { command: `${bundled(files, 'minitest')}${load}`, file: `test/${tests}` };
};

const testTask = /\b(Rake::TestTask|Minitest::TestTask)\b|^\s*task\s*\(?\s*:?["']?test\b/m;

/** What has a Gemfile that names the gem, itself or by the gemspec, runs with the gems that it wants. */
function bundled({ folder, names, text }: FolderFiles, gem: string): string {
  const there = names(folder);
  if (!there.includes('Gemfile')) return '';
  const manifests = there.filter((name) => /^Gemfile(\.lock)?$|\.gemspec$/.test(name));
  return manifests.some((name) => (text(inFolder(folder, name)) ?? '').includes(gem)) ? 'bundle exec ' : '';
}
