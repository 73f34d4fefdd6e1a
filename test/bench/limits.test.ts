import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { demandOf, settingsFor, uploadLimits } from '../../bench/cost/limits.ts';
import measured from '../../bench/cost/measured.json' with { type: 'json' };
import { limitsPart } from '../../bench/cost/pages/limits-part.ts';
import quotas from '../../bench/cost/quotas.json' with { type: 'json' };
import { viewDemandOf, viewLimits } from '../../bench/cost/view-limits.ts';
import { stages } from '../../lib/stages/stages.ts';
import { validateStage } from '../../lib/stages/validate-stage.ts';
import { betweenMarks } from '../../tools/docs/between-marks.ts';

const prod = stages.prod!;
const demand = demandOf(measured);
const viewDemand = viewDemandOf(measured);

/** The rate at which the limit is met that says so. */
const rateOf = (limits: { what: string; perSecond: number }[], words: string): number =>
  limits.find(({ what }) => what.includes(words))!.perSecond;

describe('the limits of uploads', () => {
  it.each([
    ['quotaPerDay', { quotaPerDay: 2 * prod.quotaPerDay }],
    ['throttle.ratePerSecond', { throttle: { ratePerSecond: 2 * prod.throttle.ratePerSecond, burst: 1 } }],
    ['thumbnailerConcurrency', { thumbnailerConcurrency: 2 * prod.thumbnailerConcurrency }],
    ['inspectorConcurrency', { inspectorConcurrency: 2 * prod.inspectorConcurrency }],
    ['feedShards', { feedShards: 2 * prod.feedShards }],
    ['firewall', { firewall: { requestsPer5Minutes: 120_000 } }],
  ])('follow the stage’s %s', (words, raised) => {
    const [as, twice] = [prod, { ...prod, ...raised }].map((config) => uploadLimits(config, demand));
    expect(rateOf(twice!, words)).toBeCloseTo(2 * rateOf(as!, words));
  });

  it('have no firewall where the stage has none', () => {
    expect(uploadLimits({ ...prod, firewall: false }, demand)).toHaveLength(
      uploadLimits(prod, demand).length - 1,
    );
  });

  it('are met later by what asks less of the API', () => {
    const batches = uploadLimits(prod, { ...demand, requests: demand.requests / 100 });
    expect(rateOf(batches, 'API Gateway')).toBeCloseTo(
      100 * rateOf(uploadLimits(prod, demand), 'API Gateway'),
    );
  });

  it('are told in the order in which they are met', () => {
    const rates = uploadLimits(prod, demand).map(({ perSecond }) => perSecond);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });
});

describe('the settings for 1,000 uploads a second', () => {
  const raised = { ...prod, ...settingsFor(1_000, demand) };

  it('are ones that a stage can have', () => {
    expect(() => validateStage('prod', raised)).not.toThrow();
  });

  it('leave no limit of the stage’s own below', () => {
    const own = uploadLimits(raised, demand).filter(({ source, whose }) => !source || whose === 'stage');
    expect(own).toHaveLength(6);
    for (const { perSecond } of own) expect(perSecond).toBeGreaterThanOrEqual(1_000);
  });
});

describe('the limits of views', () => {
  const limits = viewLimits(prod, viewDemand);

  it('count one request for a record that is read alone', () => {
    expect(rateOf(limits, 'throttle')).toBe(prod.throttle.ratePerSecond);
  });

  it('have every shard asked for every page of a list', () => {
    const more = viewLimits({ ...prod, feedShards: 2 * prod.feedShards }, viewDemand);
    expect(rateOf(more, 'index `feed`')).toBeCloseTo(2 * rateOf(limits, 'index `feed`'));
  });

  it('let S3 or CloudFront send the images', () => {
    const asked = new Set(limits.map((limit) => limit.asked));
    expect(asked).toEqual(new Set(['record', 'list', 'image, S3', 'image, CloudFront']));
  });
});

describe('docs/performance.md', () => {
  it('has the limits of today’s settings and quotas, and of the last measurement', () => {
    const page = readFileSync('docs/performance.md', 'utf8');
    expect(page).toBe(betweenMarks(page, 'limits', limitsPart(measured)));
  });

  it('rests on quotas that name their source', () => {
    const { date, note: _, ...values } = quotas;
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const { source } of Object.values(values))
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});
