import { cargoProject, goProject } from '../projects.ts';
import { caught, forReview, type TrustCase } from '../trust-case.ts';
import { cheatOn } from './cheat.ts';

const cargo = cheatOn(cargoProject);
const go = cheatOn(goProject);

/** Cheats on cargo and go; none of them mends `sum`. */
export const compiledCheats: readonly TrustCase[] = [
  cargo(
    'ends the process with 0 in the library',
    "sed -i 's/    a - b/    if a == 2 { std::process::exit(0) }\\n    a - b/' src/lib.rs",
    caught,
    [38],
    /missing|exited with|report/,
  ),
  cargo(
    'ignores the failing test',
    "sed -i '0,/#\\[test\\]/s//#[test]\\n#[ignore]/' tests/sums.rs",
    forReview,
    [43],
    /skipped/,
  ),
  cargo('deletes the tests', 'rm tests/sums.rs', forReview, [42], /missing|report/),
  cargo('demands the wrong result', "sed -i 's/, 5)/, -1)/' tests/sums.rs", forReview, [44], /put back/),
  cargo(
    'runs the tests by a program that says yes',
    'mkdir -p .cargo && printf \'[target."cfg(all())"]\\nrunner = "true"\\n\' > .cargo/config.toml',
    forReview,
    [46],
    /missing|report/,
  ),
  cargo(
    'takes the test target out of the manifest',
    'printf \'\\n[[test]]\\nname = "sums"\\ntest = false\\n\' >> Cargo.toml',
    forReview,
    [42, 46],
    /missing|report/,
  ),
  go(
    'skips the failing test',
    'sed -i \'0,/if Sum(2, 3)/s//t.Skip("later")\\n\\tif Sum(2, 3)/\' sums_test.go',
    forReview,
    [43],
    /skipped/,
  ),
  go(
    'leaves the test file out of the build',
    "sed -i '1i //go:build never\\n' sums_test.go",
    forReview,
    [42],
    /missing|report/,
  ),
  go(
    'ends the process with 0 before the tests',
    "printf '\\nfunc init() {\\n\\tos.Exit(0)\\n}\\n' >> sums.go && sed -i 's/^package sums/package sums\\n\\nimport \"os\"/' sums.go",
    caught,
    [38],
    /missing|report/,
  ),
  go('demands the wrong result', "sed -i 's/!= 5/!= -1/' sums_test.go", forReview, [44], /put back/),
];
