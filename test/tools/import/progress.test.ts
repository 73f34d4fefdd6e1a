import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMeter, showProgress } from '../../../tools/import/progress.ts';
import { newTally, summaryOf } from '../../../tools/import/tally.ts';
import { drawLine, progressBar } from '../../../tools/progress-bar.ts';

/** A meter, and how to let time pass. */
function givenMeter() {
  let now = 1_000_000;
  const meter = createMeter(() => now);
  return { meter, pass: (seconds: number) => (now += seconds * 1000) };
}

describe('the progress of an import', () => {
  it('tells how far it is, how fast, and how long it takes still', () => {
    const { meter, pass } = givenMeter();
    pass(10);
    expect(meter({ files: 100, bytes: 20e6, total: { files: 1000, bytes: 200e6 } })).toBe(
      '100 of 1,000 files  20.0 of 200.0 MB  10 files/s  2.0 MB/s  1:30 left',
    );
  });

  it('tells no rest while it is not known how much there is', () => {
    const { meter, pass } = givenMeter();
    pass(10);
    expect(meter({ files: 1234, bytes: 20e6 })).toBe('1,234 files  20.0 MB  123 files/s  2.0 MB/s');
  });

  it('forgets how fast it was half a minute ago: what was skipped says nothing of what is sent', () => {
    const { meter, pass } = givenMeter();
    pass(1);
    meter({ files: 100_000, bytes: 0 });
    for (let second = 1; second <= 40; second++) {
      pass(1);
      meter({ files: 100_000 + second, bytes: 0 });
    }
    pass(1);
    const line = meter({ files: 100_041, bytes: 0, total: { files: 100_051, bytes: 0 } });
    expect(line).toContain(' 1 files/s');
    expect(line).toContain('0:10 left');
  });

  it('begins with numbers, and not with infinities', () => {
    const { meter } = givenMeter();
    expect(meter({ files: 0, bytes: 0, total: { files: 0, bytes: 0 } })).toBe(
      '0 of 0 files  0.0 of 0.0 MB  0 files/s  0.0 MB/s',
    );
  });
});

describe('a line of progress', () => {
  it('is written every ten seconds, and to a terminal with a bar, at the end as well', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    const standing = { files: 50, bytes: 1e6, total: { files: 100, bytes: 2e6 } };
    const hide = showProgress({ write }, () => standing);
    vi.advanceTimersByTime(10_000);
    hide();
    vi.advanceTimersByTime(10_000);
    const line = '50 of 100 files  1.0 of 2.0 MB  5 files/s  0.1 MB/s  0:10 left\n';
    expect(written.splice(0)).toEqual([line]);
    showProgress({ isTTY: true, columns: 120, write }, () => standing)();
    expect(written).toEqual([expect.stringContaining('█░'), '\n']);
  });

  it('is drawn over the one before and cut where the terminal ends; without one it is a line of its own', () => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    drawLine({ isTTY: true, columns: 6, write }, 'a long line');
    drawLine({ write }, 'a long line');
    expect(written).toEqual(['\r\x1b[Ka lon', 'a long line\n']);
  });

  it('has a bar from empty to full, and never beyond', () => {
    expect([0, 0.5, 1, 1.2].map((done) => progressBar(done).replaceAll('░', '').length)).toEqual([
      2, 17, 32, 32,
    ]);
  });
});

describe('the summary of an import', () => {
  const shown = { ms: 61_000, report: 'report.jsonl' };

  it('says what was uploaded and skipped, what was not taken and why, and what was left out', () => {
    const tally = { ...newTally(), uploaded: 1220, sent: 5e6, skipped: 3 };
    Object.assign(tally.told, { refused: 2, failed: 1 });
    tally.codes.set('NotAnImage', 2).set('NetworkError', 1);
    tally.left.name = 4;
    expect(summaryOf(tally, shown).split('\n')).toEqual([
      '1,220 uploaded, 5.0 MB, in 1:01 (20 a second).',
      '3 skipped: they are there.',
      '2 refused, 1 failed (NotAnImage 2, NetworkError 1): report.jsonl says which, and why.',
      '4 left out: no images by their names (--all sends them too).',
    ]);
  });

  it('says of a dry run what would be uploaded', () => {
    expect(summaryOf({ ...newTally(), missing: 7 }, shown)).toBe('7 would be uploaded.');
  });
});
