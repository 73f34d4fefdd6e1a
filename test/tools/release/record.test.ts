import { expect, it } from 'vitest';
import { recordRelease } from '../../../tools/release/record-release.ts';
import { FakeStage } from './fake-stage.ts';

const AT = new Date('2026-11-25T12:00:00Z');
const given = (history?: string) =>
  new FakeStage({ api: { live: 7, versions: [7] }, inspector: { live: 9, versions: [9] } }, history);
const record = (stage: FakeStage, release = '123') => recordRelease('prod', release, stage.clients, AT);

it('a release is recorded with the version that live of each function calls', async () => {
  const stage = given('[]');
  const versions = { api: 7, inspector: 9 };
  expect(await record(stage)).toEqual(versions);
  expect(stage.parameter.at(-1)).toBe(
    JSON.stringify([{ release: '123', at: '2026-11-25T12:00:00.000Z', versions }]),
  );
  expect(stage.calls.slice(0, -2)).toEqual([
    ['DescribeStacks', { StackName: 'prod-api' }],
    ['ListStackResources', { StackName: 'prod-api' }],
    ['ListStackResources', { StackName: 'prod-api', NextToken: 'more' }],
    ['GetAlias', { FunctionName: 'api', Name: 'live' }],
    ['GetAlias', { FunctionName: 'inspector', Name: 'live' }],
    ['GetTemplate', { StackName: 'prod-api', TemplateStage: 'Original' }],
  ]);
});

it('twice is as good as once', async () => {
  const stage = given();
  await record(stage);
  await recordRelease('prod', '123', stage.clients, new Date());
  expect(stage.parameter).toHaveLength(1);
});

it.each([
  [
    'was taken back meanwhile',
    { live: 6 },
    'live of api calls version 6, and the deployed template published 7',
  ],
  ['is still shifting', { incoming: 8 }, 'live of api calls version 8'],
  [
    'was deployed again after a rollback, which did nothing',
    { believed: { literal: 7 } },
    'live of api calls version 7, and the deployed template holds it there since a rollback',
  ],
])('a release that %s is not recorded', async (_, alias, sentence) => {
  const stage = given('[]');
  Object.assign(stage.functions.api!, alias);
  await expect(record(stage)).rejects.toThrow(sentence);
  expect(stage.inputsOf('PutParameter')).toEqual([]);
});

it.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED'] as const)(
  'a release is not recorded during %s',
  async (status) => {
    const stage = given('[]');
    stage.status = status;
    await expect(record(stage)).rejects.toThrow(
      `Release 123 does not run: the last deployment of prod is being taken back (${status}). It is not recorded.`,
    );
    expect(stage.inputsOf('PutParameter')).toEqual([]);
  },
);

it('a release that puts the code back after a failed one is recorded, though it changes no stack', async () => {
  const stage = given('[]');
  stage.status = 'UPDATE_ROLLBACK_COMPLETE';
  expect(await record(stage)).toEqual({ api: 7, inspector: 9 });
});
