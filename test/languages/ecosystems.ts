import { bats } from './ecosystems/bats.ts';
import { bun, deno } from './ecosystems/bun-and-deno.ts';
import { cmake, meson } from './ecosystems/c.ts';
import { elixir } from './ecosystems/elixir.ts';
import { maven } from './ecosystems/java.ts';
import { lua } from './ecosystems/lua.ts';
import { make } from './ecosystems/make.ts';
import { ava, tap, tape, uvu } from './ecosystems/node.ts';
import { perl } from './ecosystems/perl.ts';
import { php } from './ecosystems/php.ts';
import { unittest } from './ecosystems/python.ts';
import { minitest, rspec } from './ecosystems/ruby.ts';

/** What `npm run test:languages` plays with the real tools, in groups that take about as long. */
export const compiled = [maven, make, cmake, meson];
export const scripted = [perl, bats, rspec, minitest, php, lua, elixir, unittest];
export const javascript = [ava, tap, tape, uvu, bun, deno];

export const ecosystems = [...compiled, ...scripted, ...javascript];
