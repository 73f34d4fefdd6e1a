import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { hintedType, imageTypes } from '../contract/image-types.ts';
import { RangedSource } from '../lambdas/image-inspector/formats/source.ts';
import { inspect } from '../lambdas/image-inspector/inspect.ts';
import { readFlags } from '../tools/flags.ts';
import { peers, type Size } from './inspect-peers.ts';
import { truthOf } from './inspect-truth.ts';

const USAGE = `Usage: npm run bench:inspect -- DIR

Inspects the images below DIR with every type allowed, and gives whole files to image-size and probe-image-size in
the same run. The truth is told by a manifest.json in or beside DIR, a list of {file, format, width, height}, or else by sharp.`;

const RULES = { allowedTypes: new Set<string>(imageTypes), maxBytes: 1e9, maxPixels: 1e9 };
/** Times that each file is taken; the first is not counted, the fastest of the others is. */
const ROUNDS = 4;

interface Measured {
  format: string;
  gets: number;
  bytes: number;
  right: Record<string, boolean>;
  ms: Record<string, number>;
}

try {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  const [dir, ...others] = positionals;
  if (values.help) console.log(USAGE);
  else if (!dir || others.length > 0) throw new Error(USAGE);
  else await bench(dir);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

async function bench(dir: string): Promise<void> {
  const truth = truthOf(dir);
  const measured: Measured[] = [];
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const known = await truth(path, bytes);
    // A drawing is refused on purpose.
    if (known && known.format !== 'svg') measured.push(await measure(path, bytes, known.format, known));
  }
  if (measured.length === 0) throw new Error(`No image below ${dir} is known.`);
  const formats = [...new Set(measured.map(({ format }) => format))].sort();
  const rows = [
    ...formats.map((format) =>
      row(
        format,
        measured.filter((m) => m.format === format),
      ),
    ),
  ];
  console.table(Object.fromEntries([...rows, row('all', measured)]));
}

async function measure(path: string, bytes: Buffer, format: string, truth: Size): Promise<Measured> {
  const result: Measured = { format, gets: 0, bytes: 0, right: {}, ms: {} };
  const hint = hintedType(`x${extname(path)}`);
  await take(result, 'inspector', truth, async () => {
    const source = new RangedSource(bytes.length, async (start, end) => bytes.subarray(start, end));
    const verdict = await inspect(source, RULES, { hint });
    result.gets = source.gets;
    result.bytes = source.bytesRead;
    return 'image' in verdict ? verdict.image : undefined;
  });
  for (const [name, read] of Object.entries(peers)) await take(result, name, truth, async () => read(bytes));
  return result;
}

/** A throw counts as a wrong answer, with the time that it took. */
async function take(result: Measured, name: string, truth: Size, read: () => Promise<Size | undefined>) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const size = await read().catch(() => undefined);
    times.push(performance.now() - start);
    result.right[name] = size?.width === truth.width && size?.height === truth.height;
  }
  result.ms[name] = Math.min(...times.slice(1));
}

function row(label: string, files: Measured[]): [string, Record<string, number | string>] {
  const gets = files.map((file) => file.gets);
  const bytes = files.map((file) => file.bytes);
  const columns: Record<string, number | string> = {
    files: files.length,
    GETs: `${mean(gets).toFixed(3)} (p99 ${quantile(gets, 0.99)})`,
    bytes: `${Math.round(mean(bytes))} (p99 ${quantile(bytes, 0.99)})`,
  };
  for (const name of ['inspector', ...Object.keys(peers)]) {
    const ms = files.map((file) => file.ms[name]!);
    columns[`${name}: right`] = files.filter((file) => file.right[name]).length;
    columns[`${name}: ms`] = `${quantile(ms, 0.5).toFixed(3)} (p99 ${quantile(ms, 0.99).toFixed(3)})`;
  }
  return [label, columns];
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
