import { type Random, seeded } from '../../local/seeded.ts';
import { choose, integer, weighted } from './choosing.ts';
import type { ContentKind } from './contents.ts';

/**
 * Who names the record: nobody, an `Idempotency-Key`, its caller by `userId` and `imageId`, or both. Only what its
 * caller names can be made again under the same id.
 */
export const STORY_KINDS = ['plain', 'keyed', 'named', 'named and keyed'] as const;
type StoryKind = (typeof STORY_KINDS)[number];

/** What a ticket declares; `another type` than that of the bytes. */
export type Declaring = 'nothing' | 'type' | 'size' | 'everything' | 'another type';

export interface UploadPlan {
  content: ContentKind;
  declaring: Declaring;
}

/** One step of a story. Numbers called `pick` choose among what is there by then. */
export type Step =
  /** A record, for the first time or again, and its first ticket. */
  | { do: 'create'; by: 'POST' | 'upload_url'; upload: UploadPlan }
  /** A PUT to an unused ticket, or to one that is asked for; `twice` at once; `wait` until it was inspected. */
  | { do: 'upload'; upload: UploadPlan; twice: false | 'same' | 'other'; wait: boolean }
  /** So many editors at once. */
  | { do: 'edit'; editors: number; ifMatch: boolean }
  | { do: 'delete'; ifMatch: boolean; against: 'nothing' | 'upload' | 'edit' | 'delete' | 'upload_url' }
  /** A PUT to a ticket that was used, or whose record was deleted. */
  | { do: 'replay'; pick: number; same: boolean }
  /** An `Idempotency-Key` once more: with the same body, or with another one. */
  | { do: 'repeat'; pick: number }
  | { do: 'misuse'; pick: number }
  | { do: 'rest'; ms: number };

type StepName = Step['do'];

/** What can be left out to narrow down what is wrong: steps, the second PUT of an upload, records of an id once more. */
export const OPTIONAL_STEPS = [
  'twice',
  'recreate',
  'edit',
  'delete',
  'replay',
  'repeat',
  'misuse',
  'rest',
] as const;
export type OptionalStep = (typeof OPTIONAL_STEPS)[number];

export interface Plan {
  kind: StoryKind;
  /** Between two chapters all queues come to rest, and every record is checked. */
  chapters: Step[][];
  uploads: number;
}

const MOST_STEPS = 7;
/** Parts of the stories that go on for a second chapter, and of those for a third. */
const GOES_ON = 0.3;
const MOST_CHAPTERS = 3;

/**
 * Plans one story. The same seed and number give the same plan, whatever the others do.
 * @param mostUploads - it has at least one
 */
export function planStory(
  seed: number,
  number: number,
  mostUploads: number,
  without: ReadonlySet<OptionalStep> = new Set(),
): Plan {
  const random = seeded(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
  const kind = choose(random, STORY_KINDS);
  const plan: Plan = { kind, chapters: [], uploads: 0 };
  const planner = new Planner(random, kind, without);
  for (let chapter = 0; chapter < MOST_CHAPTERS; chapter++) {
    const steps = planner.chapter(mostUploads - plan.uploads);
    plan.chapters.push(steps);
    plan.uploads += steps.filter((step) => step.do === 'upload').length;
    if (random() >= GOES_ON) break;
  }
  return plan;
}

class Planner {
  private readonly random: Random;
  private readonly kind: StoryKind;
  private readonly without: ReadonlySet<OptionalStep>;
  private state: 'nothing' | 'alive' | 'deleted' = 'nothing';

  constructor(random: Random, kind: StoryKind, without: ReadonlySet<OptionalStep>) {
    this.random = random;
    this.kind = kind;
    this.without = without;
  }

  chapter(mostUploads: number): Step[] {
    const steps: Step[] = [];
    let uploads = 0;
    const count = 2 + integer(this.random, MOST_STEPS - 2);
    while (steps.length < count) {
      const step = this.#next(uploads < mostUploads);
      if (!step) break;
      if (step.do === 'upload') uploads++;
      steps.push(step);
    }
    return steps;
  }

  #next(mayUpload: boolean): Step | undefined {
    const { state } = this;
    if (state === 'nothing') {
      this.state = 'alive';
      return this.#create();
    }
    const named = this.kind.startsWith('named');
    const keyed = this.kind.endsWith('keyed');
    const weights: [StepName, number][] =
      state === 'alive'
        ? [
            ['upload', mayUpload ? 50 : 0],
            ['edit', 14],
            ['delete', 12],
            ['replay', 14],
            ['repeat', keyed ? 5 : 0],
            ['misuse', keyed ? 2 : 0],
            ['rest', 5],
          ]
        : [
            ['create', named && !this.without.has('recreate') ? 70 : 0],
            ['replay', 20],
            ['repeat', keyed ? 10 : 0],
            ['misuse', keyed ? 8 : 0],
            ['rest', 6],
          ];
    const name = weighted(
      this.random,
      weights.filter(([name, weight]) => weight > 0 && !this.without.has(name as OptionalStep)),
    );
    return name && this.#step(name);
  }

  #step(name: StepName): Step {
    const { random } = this;
    switch (name) {
      case 'create':
        this.state = 'alive';
        return this.#create();
      case 'upload': {
        const twice =
          random() < 0.15 && !this.without.has('twice') && choose(random, ['same', 'other'] as const);
        return { do: 'upload', upload: this.#upload(), twice, wait: twice === false && random() < 0.3 };
      }
      case 'edit': {
        const editors = random() < 0.3 ? 2 + integer(this.random, 3) : 1;
        return { do: 'edit', editors, ifMatch: random() < 0.4 };
      }
      case 'delete': {
        this.state = 'deleted';
        const rivals =
          this.kind.startsWith('named') && !this.without.has('recreate')
            ? (['upload', 'edit', 'delete', 'upload_url'] as const)
            : (['upload', 'edit', 'delete'] as const);
        const against = random() < 0.3 ? choose(random, rivals) : 'nothing';
        return { do: 'delete', ifMatch: random() < 0.3, against };
      }
      case 'replay':
        return { do: 'replay', pick: integer(this.random, 1000), same: random() < 0.5 };
      case 'rest':
        return { do: 'rest', ms: integer(this.random, 1500) };
      default:
        return { do: name, pick: integer(this.random, 1000) };
    }
  }

  #create(): Step {
    const by = this.kind === 'named' && this.random() < 0.5 ? ('upload_url' as const) : ('POST' as const);
    return { do: 'create', by, upload: this.#upload() };
  }

  #upload(): UploadPlan {
    const { random } = this;
    const content =
      random() < 0.8 ? 'image' : choose(random, ['text', 'empty', 'svg', 'damaged', 'huge'] as const);
    // Nobody can declare that there is nothing.
    if (content === 'empty') return { content, declaring: 'nothing' };
    const declaring = weighted<Declaring>(random, [
      ['nothing', 45],
      ['type', 15],
      ['size', 15],
      ['everything', 20],
      ['another type', content === 'image' ? 5 : 0],
    ])!;
    return { content, declaring };
  }
}
