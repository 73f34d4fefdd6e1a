import { readFile } from 'node:fs/promises';
import { imageTypes, isImageType } from '../contract/image-types.ts';
import { positiveInteger, readFlags } from '../tools/flags.ts';
import { inspectFile } from '../tools/inspect/inspect-file.ts';

const USAGE = `Usage: npm run --silent inspect -- FILE… [options]

Inspects local files exactly as the function inspects uploads, and prints one JSON line a file.

  --files-from LIST   also the files that LIST names, one a line; - for standard input
  --allow TYPES       media types to accept, comma-separated, or "all" (default: the first eight)
  --max-bytes N       refuse larger files (default: 100000000)
  --max-pixels N      refuse images of more pixels (default: 100000000)
  --help              this text

Exits with 0 when every file could be opened.`;

const DEFAULT_TYPES = imageTypes.slice(0, 8);

try {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: {
      'files-from': { type: 'string' },
      allow: { type: 'string' },
      'max-bytes': { type: 'string', default: String(100_000_000) },
      'max-pixels': { type: 'string', default: '100000000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else {
    const rules = {
      allowedTypes: new Set(allowedTypes(values.allow)),
      maxBytes: positiveInteger('--max-bytes', values['max-bytes']),
      maxPixels: positiveInteger('--max-pixels', values['max-pixels']),
    };
    const files = [...positionals, ...(await listed(values['files-from']))];
    if (files.length === 0) throw new Error('No file is named; see --help.');
    for (const file of files) await report(file, rules);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** Prints a file's line; one that cannot be opened gets an `error` in it, and the exit code 1. */
async function report(file: string, rules: Parameters<typeof inspectFile>[1]): Promise<void> {
  try {
    const { verdict, ...cost } = await inspectFile(file, rules);
    console.log(JSON.stringify({ file, ...('image' in verdict ? verdict.image : verdict), ...cost }));
  } catch (error) {
    console.log(JSON.stringify({ file, error: (error as Error).message }));
    process.exitCode = 1;
  }
}

async function listed(list: string | undefined): Promise<string[]> {
  if (list === undefined) return [];
  const text = await readFile(list === '-' ? '/dev/stdin' : list, 'utf8');
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function allowedTypes(list: string | undefined): string[] {
  if (list === undefined) return DEFAULT_TYPES;
  if (list === 'all') return imageTypes;
  const types = list.split(',');
  const unknown = types.filter((type) => !isImageType(type));
  if (unknown.length > 0)
    throw new Error(`Unknown types: ${unknown.join(', ')}. Known: ${imageTypes.join(', ')}`);
  return types;
}
