import { expect, it } from 'vitest';
import { checkReport } from '../../../../../bench/sections/felt/reconciling/check-report.ts';

const said = (report: object) => `{"code":"ImageGone"}\n${JSON.stringify(report)}\n`;
const expected = { records: 1000, planted: { ImageGone: 10, ImageHidden: 10 } };

it('a report of all that was planted is believed, in whatever order', () => {
  const report = { records: 1000, found: { ImageHidden: 10, ImageGone: 10 }, findings: 20 };
  expect(checkReport(said(report), expected)).toEqual(report);
});

it.each([
  ['too few', { ImageGone: 9, ImageHidden: 10 }],
  ['one kind too many', { ImageGone: 10, ImageHidden: 10, ThumbnailMissing: 1 }],
  ['none of a kind', { ImageGone: 10 }],
])('a report of %s ends the benchmark with a sentence', (_, found) => {
  expect(() => checkReport(said({ records: 1000, found }), expected)).toThrow(
    `The reconciler found ${JSON.stringify(found)}, and there is ${JSON.stringify(expected.planted)}.`,
  );
});

it('a report on other records ends the benchmark with a sentence', () => {
  const report = { records: 999, found: expected.planted };
  expect(() => checkReport(said(report), expected)).toThrow(
    'The reconciler has seen 999 records, and there are 1000.',
  );
});
