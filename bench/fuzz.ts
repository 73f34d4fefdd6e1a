import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seeded } from '../local/seeded.ts';
import { positiveInteger, readFlags } from '../tools/flags.ts';
import { specimens } from '../tools/specimens/specimens.ts';
import { inspectCase, mutate } from './fuzz-cases.ts';

const USAGE = `Usage: npm run fuzz -- [--cases N] [--seed S] [--dir DIR]

Damages images and inspects what comes out: made ones, and those below DIR if it is given. The first case that
hangs, throws, eats memory or answers nonsense is written to fuzz-failure.bin, and the exit code is 1.

  --cases N   how many (default: 100000)
  --seed S    repeats a run (default: the time)
  --dir DIR   more images to damage
  --help      this text`;

interface Seed {
  bytes: Buffer;
  extension: string;
}

setFlagsFromString('--expose-gc');
/** The cases before leave their garbage, which is none of the inspector's. */
const collectGarbage = runInNewContext('gc') as () => void;
const HANG_MS = 250;
const MEMORY_BYTES = 128 * 1024 * 1024;
const LARGEST_SEED_FILE = 512 * 1024;

try {
  const { values } = readFlags({
    options: {
      cases: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now()) },
      dir: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else {
    const cases = positiveInteger('--cases', values.cases);
    const seeds = [...specimens, ...(values.dir ? filesBelow(values.dir) : [])];
    process.exitCode = await fuzz(cases, positiveInteger('--seed', values.seed), seeds);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

async function fuzz(cases: number, seed: number, seeds: readonly Seed[]): Promise<number> {
  console.log(`${cases} cases of ${seeds.length} images, seed ${seed}`);
  const random = seeded(seed);
  const codes = new Map<string, number>();
  let slowest = 0;
  const startMemory = process.memoryUsage().rss;
  let mostMemory = 0;

  for (let i = 0; i < cases; i++) {
    const { bytes, extension } = seeds[Math.floor(random() * seeds.length)]!;
    const mutant = mutate(bytes, random);
    const outcome = await inspectCase(mutant, extension).catch((error: unknown) => `it throws ${error}`);
    if (typeof outcome === 'string') return fail(i, mutant, outcome);
    if (outcome.nonsense) return fail(i, mutant, `${outcome.nonsense}: ${JSON.stringify(outcome.verdict)}`);
    const ms = outcome.ms > HANG_MS ? await fastest(mutant, extension) : outcome.ms;
    if (ms > HANG_MS) return fail(i, mutant, `it takes ${Math.round(ms)} ms`);
    slowest = Math.max(slowest, ms);
    const memory = process.memoryUsage().rss - startMemory;
    mostMemory = Math.max(mostMemory, memory);
    if (memory > MEMORY_BYTES) return fail(i, mutant, `it takes ${memory} bytes of memory`);
    if (i % 1000 === 0) collectGarbage();
    const { verdict } = outcome;
    const code = 'image' in verdict ? 'accepted' : verdict.rejection.code;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  console.table(Object.fromEntries(codes));
  console.log(
    `slowest ${slowest.toFixed(1)} ms, memory +${Math.round(mostMemory / 1024 / 1024)} MiB: no failure`,
  );
  return 0;
}

/** Of five more tries: a machine that is busy with others is no hang. */
async function fastest(bytes: Buffer, extension: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push((await inspectCase(bytes, extension)).ms);
  return Math.min(...times);
}

function fail(index: number, bytes: Buffer, reason: string): number {
  writeFileSync('fuzz-failure.bin', bytes);
  console.error(`Case ${index}: ${reason}. Its bytes are in fuzz-failure.bin.`);
  return 1;
}

function filesBelow(dir: string): Seed[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ bytes: readFileSync(path), extension: extname(path).slice(1) }))
    .filter(({ bytes }) => bytes.length <= LARGEST_SEED_FILE);
}
