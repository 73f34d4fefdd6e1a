import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { extractMetrics } from '../support/embedded-metrics.ts';
import { deleted, givenRelay, ready } from './given-relay.ts';
import { aChange, anItem } from './records.ts';

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(written.push(String(line))));
});
afterEach(() => vi.restoreAllMocks());

describe('a change that is not taken', () => {
  it('sets a change aside for the receiver that does not take it, and holds up no other', async () => {
    const { handle, taken, down, aside, again } = givenRelay();
    down.add('first').add('bus');
    const change = deleted();
    expect(await handle(change)).toEqual({ batchItemFailures: [] });
    expect([taken.second, taken.cleaning].map((messages) => messages!.length)).toEqual([1, 1]);
    expect(aside()).toEqual([{ record: change, missing: ['first', 'bus'] }]);
    expect(written.flatMap(extractMetrics).map(({ name }) => name)).toContain('MessagesFailed');

    down.clear();
    expect(await again(aside())).toEqual({ batchItemFailures: [] });
    expect(Object.entries(taken).map(([name, messages]) => [name, messages.length])).toEqual([
      ['cleaning', 1],
      ['first', 1],
      ['second', 1],
      ['bus', 1],
      ['aside', 1],
    ]);
  });

  it('keeps what was set aside until it is taken', async () => {
    const { handle, taken, down, aside, again } = givenRelay();
    down.add('first');
    await handle(ready());
    expect(await again(aside())).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(taken.first).toEqual([]);
  });

  it('sets aside whole what it cannot read, and goes on with the rest', async () => {
    const { handle, taken, aside } = givenRelay();
    const { version: _, ...rest } = anItem({}, '1');
    const broken = aChange({ ...rest, version: { S: 'x' } }, undefined);
    expect(await handle(broken, ready())).toEqual({ batchItemFailures: [] });
    expect(aside()).toEqual([{ record: broken, missing: undefined }]);
    expect(taken.first).toHaveLength(1);
  });

  it('has the stream give again what it could not even set aside, and all that came after it', async () => {
    const { handle, down } = givenRelay();
    down.add('first').add('aside');
    const changes = [aChange(undefined, anItem()), ready(), deleted()];
    const from = changes[1]!.dynamodb!.SequenceNumber;
    expect(await handle(...changes)).toEqual({ batchItemFailures: [{ itemIdentifier: from }] });
  });

  it('gives what was set aside to receivers that still are, and forgets those that went', async () => {
    const { again, taken } = givenRelay();
    expect(await again([{ record: deleted(), missing: ['gone', 'second'] }])).toEqual({
      batchItemFailures: [],
    });
    expect([taken.first, taken.second].map((messages) => messages!.length)).toEqual([0, 1]);
  });
});
