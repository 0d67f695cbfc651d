/** Why --mutation can't be had. */
export const noStryker =
  '--mutation needs StrykerJS, which is not installed in this repository: npm install --save-dev @stryker-mutator/core, ' +
  'or leave --mutation out';
