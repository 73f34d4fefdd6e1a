import { drawLine, progressBar, type Screen } from '../progress-bar.ts';
import { megabytes, numberOf, perSecond, timeOf } from './tally.ts';

/** Images and bytes that are done, and in all as far as it is known. */
export interface Standing {
  files: number;
  bytes: number;
  total?: { files: number; bytes: number } | undefined;
}

/** What a file costs besides its bytes, as bytes: small ones are slow by their number. */
const BYTES_A_FILE = 200_000;
/** The rate is that of the last half minute: what was skipped at the start says nothing of what is sent now. */
const WINDOW_MS = 30_000;

/** Makes a line of how far it is, how fast, and how long it takes still. */
export function createMeter(now: () => number = Date.now) {
  const marks = [{ at: now(), files: 0, bytes: 0 }];

  return ({ files, bytes, total }: Standing): string => {
    const at = now();
    while (marks.length > 1 && marks[1]!.at <= at - WINDOW_MS) marks.shift();
    const [from] = marks as [(typeof marks)[0]];
    marks.push({ at, files, bytes });
    const ms = at - from.at;
    const [newFiles, newBytes] = [files - from.files, bytes - from.bytes];
    const rates = [
      `${perSecond(newFiles, ms)} files/s`,
      `${(newBytes / 1000 / Math.max(ms, 1)).toFixed(1)} MB/s`,
    ];
    if (!total) return [`${numberOf(files)} files`, `${megabytes(bytes)} MB`, ...rates].join('  ');
    const work = costOf(newFiles, newBytes);
    const left = Math.max(0, costOf(total.files, total.bytes) - costOf(files, bytes));
    return [
      `${numberOf(files)} of ${numberOf(total.files)} files`,
      `${megabytes(bytes)} of ${megabytes(total.bytes)} MB`,
      ...rates,
      ...(work > 0 && ms > 0 ? [`${timeOf((left / work) * ms)} left`] : []),
    ].join('  ');
  };
}

function costOf(files: number, bytes: number): number {
  return files * BYTES_A_FILE + bytes;
}

/** Often enough for an eye, and seldom enough for a log. */
const [DRAWN_MS, PRINTED_MS] = [250, 10_000];

/** Shows again and again how far it is. @returns what ends that, with the last standing */
export function showProgress(screen: Screen, standing: () => Standing): () => void {
  const meter = createMeter();
  const draw = () => {
    const now = standing();
    const bar = now.total && `${progressBar(now.total.files && now.files / now.total.files)} `;
    drawLine(screen, `${(screen.isTTY && bar) || ''}${meter(now)}`);
  };
  const timer = setInterval(draw, screen.isTTY ? DRAWN_MS : PRINTED_MS);
  return () => {
    clearInterval(timer);
    if (!screen.isTTY) return;
    draw();
    screen.write('\n');
  };
}
