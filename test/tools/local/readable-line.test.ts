import { expect, it } from 'vitest';
import { readableLine } from '../../../tools/local/readable-line.ts';

const now = new Date('2026-01-02T03:04:05.678Z');

it.each([
  ['plain text', 'plain text', '03:04:05.678 Api: plain text'],
  ['broken JSON', '{"level":', '03:04:05.678 Api: {"level":'],
  [
    'a structured line',
    JSON.stringify({
      level: 'INFO',
      message: 'done',
      service: 's',
      timestamp: 't',
      id: 'x',
      nested: { a: 1 },
    }),
    '03:04:05.678 Api: done id=x nested={"a":1}',
  ],
  ['a warning', JSON.stringify({ level: 'WARN', message: 'careful' }), '03:04:05.678 Api: WARN careful'],
])('%s reads well', (_, line, expected) => {
  expect(readableLine('Api', line, now)).toBe(expected);
});

it('leaves out embedded metrics', () => {
  expect(readableLine('Api', '{"_aws":{"CloudWatchMetrics":[]},"TicketsIssued":1}', now)).toBeUndefined();
});
