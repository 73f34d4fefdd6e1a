import { expect, it } from 'vitest';
import { judge, type Report } from '../../../bench/page/verdict.ts';

const report = (score: number | null): Report => ({
  categories: {
    performance: {
      title: 'Performance',
      score,
      auditRefs: [
        { id: 'total-blocking-time', weight: 30 },
        { id: 'network-requests', weight: 0 },
        { id: 'speed-index', weight: 10 },
      ],
    },
    seo: { title: 'SEO', score: 1, auditRefs: [] },
  },
  audits: {
    'total-blocking-time': { title: 'Total Blocking Time', score: 0.4, displayValue: '620 ms' },
    'network-requests': { title: 'Network Requests', score: 0 },
    'speed-index': { title: 'Speed Index', score: 1 },
  },
});

it('names the categories below the limit, with what cost them', () => {
  expect(judge(report(0.83))).toEqual({
    scores: [
      ['Performance', 83],
      ['SEO', 100],
    ],
    faults: ['Performance has 83: Total Blocking Time (620 ms).'],
  });
});

it.each([
  [0.95, []],
  [0.944, ['Performance has 94: Total Blocking Time (620 ms).']],
  [1, []],
  [null, ['Performance has no score.']],
])('with a score of %s says %j', (score, faults) => expect(judge(report(score)).faults).toEqual(faults));

it('passes no report that audited nothing', () => {
  expect(judge({ categories: {}, audits: {} }).faults).toEqual(['The report has no categories.']);
  const broken = { ...report(1), runtimeError: { code: 'NO_FCP', message: 'Nothing was painted.' } };
  expect(judge(broken).faults).toEqual(['NO_FCP: Nothing was painted.']);
});
