import fc from 'fast-check';
import { expect, it } from 'vitest';
import { queueText } from '../../../lambdas/shared/queues/queue-text.ts';

/** #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. */
const TAKEN = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

it('what goes to a queue is text that SQS takes, and the same when it is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (one, two) => {
      const message = { [one]: { body: JSON.stringify({ title: `${two}\uffff${one}\ufffe🎉\u0000` }) } };
      const text = queueText(message);
      expect(text).toMatch(TAKEN);
      expect(JSON.parse(text)).toEqual(message);
    }),
  );
});

it('keeps letters as they are', () => {
  expect(queueText({ title: 'Grüße, 東京' })).toBe('{"title":"Grüße, 東京"}');
});
