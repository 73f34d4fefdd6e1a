import { describe, expect, it } from 'vitest';
import { OPTIONAL_STEPS, type Plan, planStory, STORY_KINDS } from '../../../tools/soak/plan.ts';

const plansOf = (seed: number, without?: Parameters<typeof planStory>[3]): Plan[] =>
  Array.from({ length: 400 }, (_, number) => planStory(seed, number, 100, without));

const stepsOf = (plans: Plan[]) => plans.flatMap(({ chapters }) => chapters.flat());

describe('a plan', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(plansOf(7)).toEqual(plansOf(7));
    expect(plansOf(7)).not.toEqual(plansOf(8));
  });

  it('has every kind of story, every step, and stories that go on after a rest', () => {
    const plans = plansOf(7);
    expect(new Set(plans.map(({ kind }) => kind))).toEqual(new Set(STORY_KINDS));
    expect(new Set(stepsOf(plans).map((step) => step.do))).toEqual(
      new Set([
        'create',
        'upload',
        ...OPTIONAL_STEPS.filter((step) => step !== 'twice' && step !== 'recreate'),
      ]),
    );
    expect(stepsOf(plans).some((step) => step.do === 'upload' && step.twice)).toBe(true);
    expect(plans.some(({ chapters }) => chapters.length > 1)).toBe(true);
  });

  it('counts its uploads, and makes no more than it may', () => {
    for (let number = 0; number < 400; number++) {
      const plan = planStory(7, number, 2);
      const uploads = stepsOf([plan]).filter((step) => step.do === 'upload').length;
      expect(plan.uploads).toBe(uploads);
      expect(uploads).toBeLessThanOrEqual(2);
    }
  });

  it('makes again only what its caller names, once it was deleted', () => {
    for (const { kind, chapters } of plansOf(7)) {
      let alive = false;
      for (const [at, step] of chapters.flat().entries()) {
        if (step.do === 'create') {
          expect(alive).toBe(false);
          if (at > 0) expect(kind).toMatch(/^named/);
          alive = true;
        } else if (step.do === 'delete') alive = false;
        else if (step.do === 'upload' || step.do === 'edit') expect(alive).toBe(true);
      }
    }
  });

  it('leaves steps out', () => {
    const steps = stepsOf(plansOf(7, new Set(OPTIONAL_STEPS)));
    expect(new Set(steps.map((step) => step.do))).toEqual(new Set(['create', 'upload']));
    expect(steps.some((step) => step.do === 'upload' && step.twice)).toBe(false);
  });
});
