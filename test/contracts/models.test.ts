import { describe, onTestFinished } from 'vitest';
import { createRecordedModel } from '../../src/model/recorded-model.ts';
import { modelAt } from '../support/asked-model.ts';
import { httpError, rawItems } from '../support/scripted-answers.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { modelContract } from './model.ts';

describe('the Responses API', () => {
  modelContract(async (answers) => {
    const left = [...answers];
    const endpoint = await startScriptedEndpoint(() => {
      const answer = left.shift();
      return answer ? rawItems([...answer.output]) : httpError(400);
    });
    onTestFinished(() => endpoint.close());
    return modelAt(endpoint.baseUrl);
  });
});

describe('a recording', () => {
  modelContract(async (answers) => createRecordedModel(new Map([['planner:1', [...answers]]])));
});
