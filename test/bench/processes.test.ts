import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measure, nodeFunction, type Phase } from '../../bench/harness/processes.ts';
import { type AwsStub, startAwsStub } from '../../bench/harness/stub/aws-stub.ts';
import { temporaryFolder } from '../../tools/temporary-folder.ts';

const CODE = `exports.handler = async ({ call }) => {
  const headers = { 'x-amz-target': 'DynamoDB_20120810.' + call };
  const { status } = await fetch(process.env.ENDPOINT, { method: 'POST', headers, body: '{}' });
  return { status };
};`;

const PHASE: Phase = {
  name: 'call',
  event: { call: 'PutItem' },
  expect: '"status":200',
  asks: { PutItem: 1 },
};

const folder = temporaryFolder();
let stub: AwsStub;

beforeAll(async () => {
  stub = await startAwsStub(async () => ({
    records: [],
    others: [],
    object: () => undefined,
    keys: () => [],
    parameters: {},
    documents: {},
  }));
  mkdirSync(join(folder, 'function'));
  writeFileSync(join(folder, 'function/index.js'), CODE);
});
afterAll(() => {
  stub.close();
  rmSync(folder, { recursive: true });
});

const measured = (phase: Partial<Phase>) => {
  const variables = { ENDPOINT: stub.endpoint, NODE_EXTRA_CA_CERTS: stub.authority };
  const candidate = nodeFunction('a function', join(folder, 'function'), [{ ...PHASE, ...phase }]);
  return measure(candidate, { folder, variables, stub });
};

describe('a function is measured', () => {
  it('when every event asks of AWS what it should', async () => {
    const { asked, phases } = await measured({ warmUp: 1, calls: 2 });
    expect(asked).toEqual({ calls: { PutItem: 4 }, bytesRead: 0 });
    expect(phases.call!.wallMs).toHaveLength(2);
  });

  it.each<[string, Partial<Phase>, string]>([
    ['that asks for more than it should', { asks: {} }, 'it called {"PutItem":1}, not {}'],
    ['that asks for less than it should', { asksOnce: { GetItem: 1 } }, 'not {"PutItem":1,"GetItem":1}'],
    [
      'that was answered an error',
      { event: { call: 'Unknown' }, expect: '400', asks: { Unknown: 1 } },
      'it called {"unanswered: Unknown":1}',
    ],
    ['whose answer is another one', { expect: '"status":201' }, 'the answer does not contain "status":201'],
  ])('but not one %s', async (_, phase, message) => {
    await expect(measured(phase)).rejects.toThrow(message);
  });
});
