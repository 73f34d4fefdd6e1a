import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GoodRelease } from '../../../tools/release/history.ts';
import { recordRelease } from '../../../tools/release/record-release.ts';
import { rollBack } from '../../../tools/release/rollback-stage.ts';
import { FakeStage } from './fake-stage.ts';

/** What can happen to a stage; `changed` are the functions of which a release brings other code. */
type Event =
  | { kind: 'release'; changed: number[]; ends: 'good' | 'canary failed' | 'not recorded' }
  | { kind: 'new function' }
  | { kind: 'version deleted'; which: number }
  | { kind: 'rollback' }
  | { kind: 'rollback during a shift'; changed: number[] };

const changed = fc.uniqueArray(fc.nat(3), { maxLength: 4 });
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('release' as const),
      changed,
      ends: fc.constantFrom('good', 'good', 'canary failed', 'not recorded'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('rollback' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rollback during a shift' as const), changed }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('new function' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('version deleted' as const), which: fc.nat() }) },
) as fc.Arbitrary<Event>;

const same = (a: object, b: object) =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** A stage, and beside it what ought to be: the good releases, oldest first. */
class Trial {
  readonly stage = new FakeStage({ f0: { live: 1, versions: [1] }, f1: { live: 1, versions: [1] } }, '[]');
  good: Omit<GoodRelease, 'at'>[] = [];
  /** Versions that never became good: their canary failed, or they were stopped. */
  readonly neverGood = new Set<string>();
  private releases = 0;

  async happens(event: Event): Promise<void> {
    switch (event.kind) {
      case 'release':
        return this.release(event.changed, event.ends);
      case 'new function':
        this.stage.functions[`f${Object.keys(this.stage.functions).length}`] = {
          live: 1,
          versions: new Set([1]),
          believed: 1,
        };
        return this.record();
      case 'version deleted':
        return this.deleteVersion(event.which);
      case 'rollback':
        return this.rollback(false);
      case 'rollback during a shift':
        return this.interrupt(event.changed);
    }
  }

  private names = () => Object.keys(this.stage.functions);

  /** New versions of some functions. */
  private publish(changed: number[]): [name: string, version: number][] {
    return this.names()
      .filter((_, index) => changed.includes(index))
      .map((name) => {
        const { versions } = this.stage.functions[name]!;
        const version = Math.max(...versions) + 1;
        versions.add(version);
        return [name, version];
      });
  }

  private async release(changed: number[], ends: string): Promise<void> {
    const published = this.publish(changed);
    // What every deployment begins with; see settle.test.ts.
    for (const alias of Object.values(this.stage.functions)) alias.believed = alias.live;
    for (const [name, version] of published) {
      if (ends === 'canary failed') this.neverGood.add(`${name}:${version}`);
      else Object.assign(this.stage.functions[name]!, { live: version, believed: version });
    }
    this.stage.status = ends === 'canary failed' ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE';
    if (ends === 'good') await this.record();
  }

  private async record(): Promise<void> {
    this.stage.status = 'UPDATE_COMPLETE';
    const release = `r${++this.releases}`;
    for (const alias of Object.values(this.stage.functions)) alias.believed = alias.live;
    await recordRelease('prod', release, this.stage.clients);
    const newest = this.good.at(-1);
    if (newest && same(newest.versions, this.stage.live)) this.good.pop();
    this.good.push({ release, versions: this.stage.live });
  }

  private deleteVersion(which: number): void {
    const deletable = Object.entries(this.stage.functions).flatMap(([name, { live, versions }]) =>
      [...versions]
        .filter((version) => version !== live && version !== Math.max(...versions))
        .map((version) => [name, version] as const),
    );
    const [name, version] = deletable[which % Math.max(deletable.length, 1)] ?? [];
    if (name) this.stage.functions[name]!.versions.delete(version!);
  }

  private async interrupt(changed: number[]): Promise<void> {
    for (const [name, version] of this.publish(changed)) {
      this.neverGood.add(`${name}:${version}`);
      this.stage.functions[name]!.incoming = version;
      this.stage.deployments[`${name}-group`] = [`d-${name}`];
    }
    this.stage.status = 'UPDATE_IN_PROGRESS';
    await this.rollback(true);
  }

  private async rollback(interrupted: boolean): Promise<void> {
    const before = this.stage.live;
    const possible = this.good.filter(
      ({ versions }) =>
        (interrupted || !same(versions, before)) &&
        Object.entries(versions).every(([name, version]) =>
          this.stage.functions[name]!.versions.has(version),
        ),
    );
    const target = possible.at(-1);
    const newest = this.good.at(-1);
    const takenBack = !interrupted && this.stage.status === 'UPDATE_ROLLBACK_COMPLETE';
    if (takenBack && newest && same(newest.versions, before)) {
      await expect(rollBack('prod', this.stage.clients, this.stage.wait)).rejects.toThrow('taken the last');
      expect(this.stage.live).toEqual(before);
    }
    const done = rollBack('prod', this.stage.clients, this.stage.wait, true);
    if (!target) {
      await expect(done).rejects.toThrow(/go back to|gone back to/);
      expect(this.stage.live).toEqual(before);
      return;
    }
    expect(await done).toMatchObject({ release: target.release, interrupted });
    expect(this.stage.live).toEqual({ ...before, ...target.versions });
    if (!interrupted) this.good = this.good.filter((each) => each === target || !same(each.versions, before));
    target.versions = this.stage.live;
  }
}

it('lands on the newest good release that differs from what runs, whatever has happened', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 14 }), async (events) => {
      const trial = new Trial();
      for (const each of events) {
        await trial.happens(each);
        // The parameter holds 4 KB, which is more than a history that is so short.
        const recorded = JSON.parse(trial.stage.parameter.at(-1)!) as GoodRelease[];
        expect(recorded.map(({ release, versions }) => ({ release, versions }))).toEqual(trial.good);
        for (const [name, version] of Object.entries(trial.stage.live))
          expect(trial.neverGood).not.toContain(`${name}:${version}`);
        for (const alias of Object.values(trial.stage.functions)) expect(alias.incoming).toBeUndefined();
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);
