import { expect } from 'vitest';
import type { GoodRelease, Versions } from '../../../tools/release/history.ts';
import { rollBack } from '../../../tools/release/rollback-stage.ts';
import { FakeStage } from './fake-stage.ts';

export const NAME = '/image-intake/prod/releases';
export const good = (release: string, versions: Versions): GoodRelease => ({
  release,
  at: `day ${release}`,
  versions,
});
export const A = good('A', { api: 5, inspector: 9, thumbnailer: 2 });
export const B = good('B', { api: 7, inspector: 9, thumbnailer: 3 });

/** All of `versions` exist, and every older one. */
export function given(versions: Versions, history: unknown): FakeStage {
  const functions = Object.entries(versions).map(([name, live]) => [
    name,
    { live, versions: Array.from({ length: live + 1 }, (_, index) => index + 1) },
  ]);
  return new FakeStage(
    Object.fromEntries(functions),
    typeof history === 'string' ? history : JSON.stringify(history),
  );
}
export const rollBackOn = (stage: FakeStage) => rollBack('prod', stage.clients, stage.wait);
export const historyOf = (stage: FakeStage): GoodRelease[] => JSON.parse(stage.parameter.at(-1)!);

export function expectUntouched(stage: FakeStage): void {
  expect(stage.inputsOf('UpdateAlias')).toEqual([]);
  expect(stage.inputsOf('PutParameter')).toEqual([]);
}
