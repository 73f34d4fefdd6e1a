import { describe, expect, it } from 'vitest';
import {
  formatHistory,
  type GoodRelease,
  MAX_BYTES,
  parseHistory,
  withRelease,
} from '../../../tools/release/history.ts';
import { changeHistory } from '../../../tools/release/history-store.ts';
import { FakeStage } from './fake-stage.ts';

const NAME = '/image-intake/prod/releases';
const good = (release: string, version = 1): GoodRelease => ({
  release,
  at: 'then',
  versions: { f: version },
});
const add = (release: string, version?: number) => (history: readonly GoodRelease[]) =>
  withRelease(history, good(release, version));
const released = (stage: FakeStage) => parseHistory(stage.parameter.at(-1)!).map(({ release }) => release);

describe('the history as text', () => {
  it('comes back as it was', () => {
    const history = [good('A'), good('B', 2)];
    expect(parseHistory(formatHistory(history))).toEqual(history);
  });

  it('keeps the newest that fit into a standard parameter, counted in bytes', () => {
    const many = Array.from({ length: 200 }, (_, index) => good(`é${index}`, index + 1));
    const text = formatHistory(many);
    const kept = parseHistory(text);
    expect(kept).toEqual(many.slice(-kept.length));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_BYTES);
    expect(Buffer.byteLength(JSON.stringify(many.slice(-kept.length - 1)))).toBeGreaterThan(MAX_BYTES);
    expect(kept.length).toBeGreaterThan(50);
  });

  it('holds a dozen releases of five functions with the longest names', () => {
    const versions = Object.fromEntries(
      Array.from({ length: 5 }, (_, i) => [`${i}`.padEnd(64, 'x'), 1000 + i]),
    );
    const many = Array.from({ length: 12 }, (_, i) => ({
      release: `${18_000_000_000 + i}`,
      at: new Date(i).toISOString(),
      versions,
    }));
    expect(parseHistory(formatHistory(many)).length).toBeGreaterThanOrEqual(8);
  });

  it('fails when one release alone is too long', () => {
    expect(() => formatHistory([good('x'.repeat(5000))])).toThrow('more than the 4096 bytes');
  });
});

describe('a release that is recorded', () => {
  it('is the newest, and in it once', () => {
    const history = withRelease(withRelease([good('A'), good('B', 2)], good('A', 3)), good('A', 3));
    expect(history).toEqual([good('B', 2), good('A', 3)]);
  });

  it('takes the place of the newest when it changed no function, so that those that differ are kept', () => {
    expect(withRelease([good('A'), good('B', 2)], good('C', 2))).toEqual([good('A'), good('C', 2)]);
    expect(withRelease([good('A'), good('B', 2)], good('C'))).toEqual([good('A'), good('B', 2), good('C')]);
  });
});

describe('the parameter', () => {
  it('is made by the first release, and not written when nothing changes', async () => {
    const stage = new FakeStage({});
    await changeHistory(stage.clients.ssm, 'prod', add('A'));
    await changeHistory(stage.clients.ssm, 'prod', add('A'));
    expect(stage.calls).toEqual([
      ['GetParameter', { Name: NAME }],
      [
        'PutParameter',
        { Name: NAME, Value: JSON.stringify([good('A')]), Type: 'String', Tier: 'Standard', Overwrite: true },
      ],
      ['GetParameter', { Name: NAME }],
    ]);
  });

  it('is begun anew when it cannot be read', async () => {
    const stage = new FakeStage({}, 'what is this?');
    await changeHistory(stage.clients.ssm, 'prod', add('A'));
    expect(stage.parameter).toEqual(['what is this?', JSON.stringify([good('A')])]);
  });

  it.each([
    ['there is one', '[]'],
    ['there is none', undefined],
  ])('loses neither of two changes at once while %s', async (_, text) => {
    const stage = new FakeStage({}, text);
    const releases = ['A', 'B'];
    await Promise.all(
      releases.map((release, index) => changeHistory(stage.clients.ssm, 'prod', add(release, index + 1))),
    );
    expect(released(stage).sort()).toEqual(releases);
    // They did get in each other's way.
    expect(stage.inputsOf('GetParameter')).toContainEqual({
      Name: expect.stringMatching(/^\/image-intake\/prod\/releases:\d+$/),
    });
  });
});
