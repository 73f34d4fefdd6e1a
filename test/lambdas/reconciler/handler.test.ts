import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, vi } from 'vitest';
import { FINDING_CODES } from '../../../contract/findings.ts';
import type { Run } from '../../../lambdas/reconciler/running/run.ts';
import type { SliceAnswer } from '../../../lambdas/reconciler/serve.ts';
import { given, ID, keyOf } from './given.ts';
import {
  counted,
  givenOrphans,
  givenUnseen,
  invoke,
  lines,
  QUEUE,
  receive,
  rechecks,
  sent,
  sqs,
  stage,
} from './given-handler.ts';
import { bytes, HOUR_MS } from './given-stage.ts';

const BEGIN = { kind: 'begin', repair: true };
const bodyOf = (at: number): string => sent().at(at)!.MessageBody!;
const runOf = (at: number): Run => JSON.parse(bodyOf(at));

describe('the reconciler, by its queue', () => {
  it('does a slice of a run, and lets a message do the rest', async () => {
    expect(await receive(JSON.stringify(BEGIN))).toEqual([]);
    expect(sent()).toMatchObject([{ QueueUrl: QUEUE, DelaySeconds: 0 }]);
    expect(runOf(0)).toMatchObject({ kind: 'slice', phase: 'thumbnails', slice: 1, repair: true });
    expect(await receive(bodyOf(0))).toEqual([]);
    expect(runOf(1)).toMatchObject({ run: runOf(0).run, phase: 'records', slice: 2 });
  });

  it('waits for its time by messages of a quarter of an hour, in which it does nothing, and ends without one', async () => {
    givenOrphans(1);
    let body = JSON.stringify(BEGIN);
    const waits: number[] = [];
    for (let messages = 1; messages < 20; messages++) {
      expect(await receive(body)).toEqual([]);
      if (sent().length < messages) break;
      body = bodyOf(-1);
      const { DelaySeconds = 0 } = sent().at(-1)!;
      waits.push(DelaySeconds);
      vi.setSystemTime(Date.now() + 1000 * DelaySeconds);
    }
    expect(waits).toEqual([0, 0, 900, 900, 900, 900, 0, 0]);
    expect(runOf(-1)).toMatchObject({ phase: 'verify', slice: 5, deleted: 1 });
    expect(lines.filter((line) => line.includes('"Reconciled"'))).toHaveLength(1);
    expect(stage.bucket.left('')).toEqual([]);
  });

  it('ends a slice with the page that comes after 20 seconds', async () => {
    givenOrphans(6);
    stage.bucket.pageSize = 1;
    const { client } = stage.bucket;
    const { send } = client;
    client.send = ((command: object) => {
      vi.setSystemTime(Date.now() + 5_000);
      return send(command as never);
    }) as never;
    await receive(JSON.stringify(BEGIN));
    expect(runOf(0)).toMatchObject({ phase: 'images', cursor: expect.stringMatching(/^images\//) });
    // Of a page each: an id is whole when the next one has begun.
    expect(runOf(0).seen.ids).toBeLessThan(4);
  });

  it.each([
    ['no JSON', 'x'],
    ['nothing', 'null'],
    ['of no kind', '{"kind":"audit"}'],
    ['no run', '{"kind":"begin","repair":"yes"}'],
    ['half a slice', '{"kind":"slice","phase":"images","suspects":[],"repair":true}'],
    ['done by hand alone', '{"kind":"reinspect"}'],
  ])('fails a message alone that is %s, and counts it', async (_, message) => {
    expect(await receive(message, JSON.stringify(BEGIN))).toEqual(['m0']);
    expect(sent()).toHaveLength(1);
    expect(counted()).toEqual([
      ['MessagesFailed', 1],
      ['MessagesFailed', 1],
    ]);
  });

  it('fails a message whose rest SQS does not take, so that the slice comes again', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('Throttled'));
    expect(await receive(JSON.stringify(BEGIN))).toEqual(['m0']);
  });
});

describe('the reconciler, by hand', () => {
  it('answers how far it is, and is given that back until it reports; it sends no message', async () => {
    stage.table.items.set(ID, given().item);
    const key = keyOf();
    stage.bucket.put(key, bytes);
    const progress: number[] = [];
    let answer = (await invoke({ ...BEGIN, repair: false })) as SliceAnswer;
    expect(answer.findings).toMatchObject([{ code: 'UploadUnseen', id: ID, key, versionId: 'v1' }]);
    while (!answer.report && progress.length < 20) {
      progress.push(answer.progress);
      answer = (await invoke(JSON.parse(JSON.stringify(answer.run)))) as SliceAnswer;
    }
    expect(progress).toEqual([1 / 3, 2 / 3, 1]);
    expect(answer.report).toMatchObject({ run: answer.run.run, records: 1, findings: 1, left: 1 });
    expect(sqs.calls()).toEqual([]);
  });

  it('logs each finding by id and key, and nothing of what its owner wrote', async () => {
    stage.table.items.set(ID, { ...given().item, title: { S: 'private-title' } });
    stage.bucket.put(keyOf(), bytes);
    await invoke(BEGIN);
    const [line] = lines.filter((each) => each.includes('"Finding"'));
    expect(JSON.parse(line!)).toMatchObject({ code: 'UploadUnseen', id: ID, remedy: 'recheck' });
    expect(lines.join()).not.toMatch(/private|a\.png|https?:/);
  });

  it('asks the inspector by its queue, ten at a time', async () => {
    givenUnseen(11);
    const { findings } = (await invoke(BEGIN)) as SliceAnswer;
    const { calls, asked } = rechecks();
    expect(calls).toBe(2);
    expect(asked).toHaveLength(11);
    expect(asked).toEqual(findings.map(({ recheck }) => recheck));
  });

  it('fails where SQS does not take all, so that the slice is repeated', async () => {
    givenUnseen(1);
    sqs.on(SendMessageBatchCommand).resolves({ Failed: [{ Id: '0', Code: 'Busy', SenderFault: false }] });
    await expect(invoke(BEGIN)).rejects.toThrow('SQS did not take 1 rechecks: Busy');
  });

  it.each([
    [undefined],
    [null],
    ['begin'],
    [{}],
    [{ kind: 'audit' }],
    [{ kind: 'begin' }],
    [{ kind: 'slice', phase: 'delete', suspects: [], orphans: [] }],
    [{ kind: 'reinspect', where: null }],
    [{ kind: 'reinspect', where: 'all' }],
  ])('throws a sentence for nonsense, and touches nothing: %j', async (event) => {
    await expect(invoke(event)).rejects.toThrow(/must be|asks for nothing/);
    expect([stage.bucket.asked, sqs.calls(), counted()]).toEqual([[], [], []]);
  });
});

describe('the metrics of a run', () => {
  /** By hand, to its end, as if nothing took time. */
  async function run(event: object): Promise<void> {
    let answer = (await invoke({ ...BEGIN, ...event })) as SliceAnswer;
    for (let slices = 0; slices < 20 && !answer.report; slices++) {
      vi.setSystemTime(answer.run.notBefore ?? Date.now());
      expect(counted()).toEqual([]);
      answer = (await invoke(answer.run)) as SliceAnswer;
    }
  }

  it('come at its end: what was looked at, and zero of every code, so that an alarm ends', async () => {
    await run({});
    expect(counted()).toEqual([
      ['ObjectsReconciled', 0],
      ['RecordsReconciled', 0],
      ['Findings', 0],
      ['FindingsRepaired', 0],
      ['FindingsLeft', 0],
      ...FINDING_CODES.map((code) => ['Findings', 0, code]),
    ]);
  });

  it('count what was found, what was mended, and what is left', async () => {
    givenOrphans(2);
    stage.table.items.set(ID, given().item);
    stage.bucket.put(keyOf(), bytes);
    const began = Date.now();
    await run({});
    // An hour until the second look, which is enough for a repair, and twice five minutes more.
    expect(Date.now() - began).toBe(HOUR_MS + 10 * 60_000);
    expect(counted().filter(([, value]) => value !== 0)).toEqual([
      ['ObjectsReconciled', 3],
      ['RecordsReconciled', 1],
      ['Findings', 3],
      ['FindingsRepaired', 2],
      ['FindingsLeft', 1],
      ['Findings', 1, 'UploadUnseen'],
      ['Findings', 2, 'ObjectWithoutRecord'],
    ]);
  });

  it('are none after a run of a part, which says nothing of the whole', async () => {
    givenOrphans(2);
    await run({ idPrefix: '00000001' });
    expect(counted()).toEqual([]);
    expect(lines.filter((line) => line.includes('"Reconciled"'))).toHaveLength(1);
  });
});
