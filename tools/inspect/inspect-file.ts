import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { hintedType } from '../../contract/image-types.ts';
import { RangedSource } from '../../lambdas/image-inspector/formats/source.ts';
import { type InspectionRules, inspect } from '../../lambdas/image-inspector/inspect.ts';

/**
 * Inspects a local file exactly as the function inspects an upload of that name: the same readers, the same
 * ranges.
 * @throws the error of `open` where the file cannot be opened
 */
export async function inspectFile(path: string, rules: InspectionRules) {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const source = new RangedSource(size, (start, end) => readRange(file, start, end));
    const began = performance.now();
    const verdict = await inspect(source, rules, { hint: hintedType(basename(path)) });
    const ms = Math.round((performance.now() - began) * 1000) / 1000;
    return { verdict, gets: source.gets, bytesRead: source.bytesRead, ms };
  } finally {
    await file.close();
  }
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer.subarray(0, bytesRead);
}
