import type { Ecosystem } from '../ecosystem.ts';

const module = (sum: string, more = '') =>
  `package Shop;\nuse strict;\nuse warnings;\nsub sum { my ($one, $two) = @_; return ${sum}; }\nsub double { return 2 * $_[0]; }\n${more}1;\n`;
const broken = '$one - $two';
const sums =
  "use strict;\nuse warnings;\nuse Test::More;\nuse Shop;\nis(Shop::sum(2, 3), 5, 'sums');\nis(Shop::double(4), 8, 'doubles');\ndone_testing;\n";

export const perl: Ecosystem = {
  name: 'Perl, prove',
  files: {
    'Makefile.PL': "use ExtUtils::MakeMaker;\nWriteMakefile(NAME => 'Shop', VERSION => '0.1');\n",
    'lib/Shop.pm': module(broken),
    't/sums.t': sums,
    't/double.t': "use Test::More tests => 1;\nuse Shop;\nis(Shop::double(1), 2, 'one');\n",
  },
  command: 'prove -lr t',
  runner: 'prove',
  fix: { 'lib/Shop.pm': module('$one + $two') },
  fixed: 't/sums.t > sums',
  testFirst: {
    'lib/Shop.pm': module('$one + $two', 'sub triple { return 3 * $_[0]; }\n'),
    't/triple.t': "use Test::More tests => 1;\nuse Shop;\nis(Shop::triple(2), 6, 'triples');\n",
  },
  cheats: [
    {
      kind: 'report',
      name: 'a whole report that the program prints, and the end',
      change: {
        'lib/Shop.pm': module(
          broken,
          'if ($0 =~ /sums/) { require POSIX; $| = 1; print "ok 1 - sums\\nok 2 - doubles\\n1..2\\n"; POSIX::_exit(0); }\n',
        ),
      },
    },
    {
      kind: 'early end',
      name: 'a program that ends the process with 0',
      change: {
        'lib/Shop.pm': module(
          broken,
          'if ($0 =~ /sums/) { require POSIX; $| = 1; print "1..0 # SKIP nothing to see\\n"; POSIX::_exit(0); }\n',
        ),
      },
    },
    {
      kind: 'deleted test',
      name: 'the test deleted',
      change: { 't/sums.t': sums.replace(/is\(Shop::sum.*\n/, ''), 'lib/Shop.pm': `${module(broken)}\n` },
    },
    {
      kind: 'assertions',
      name: 'assertions that always pass',
      change: {
        'lib/Shop.pm': module(
          broken,
          'require Test::More; { no warnings; my $pass = sub { Test::More->builder->ok(1, $_[2]) }; *Test::More::is = $pass; *main::is = $pass; }\n',
        ),
      },
    },
    {
      kind: 'assertions',
      name: 'a Test::More of its own',
      change: {
        'lib/Test/More.pm':
          'package Test::More;\nrequire Exporter; our @ISA = ("Exporter"); our @EXPORT = qw(is ok plan done_testing); my $n = 0;\nsub import { my ($class, %given) = @_; __PACKAGE__->export_to_level(1, $class); print "1..$given{tests}\\n" if $given{tests}; }\nsub is { $n++; print "ok $n - $_[2]\\n" }\nsub ok { $n++; print "ok $n - $_[1]\\n" }\nsub done_testing { print "1..$n\\n" }\n1;\n',
      },
    },
    { kind: 'settings', name: 'settings of the runner', change: { '.proverc': '--exec "echo 1..0"\n' } },
  ],
};
