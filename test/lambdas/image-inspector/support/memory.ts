import { hintedType, imageTypes } from '../../../../contract/image-types.ts';
import { RangedSource } from '../../../../lambdas/image-inspector/formats/source.ts';
import { type InspectionRules, inspect } from '../../../../lambdas/image-inspector/inspect.ts';

export const RULES: InspectionRules = {
  allowedTypes: new Set(imageTypes),
  maxBytes: 100_000_000,
  maxPixels: 100_000_000,
};

/** Inspects bytes in memory as an upload of that extension, and counts. */
export async function inspectBytes(
  bytes: Buffer,
  extension = 'bin',
  rules: Partial<InspectionRules> = {},
  declaredType?: string,
) {
  const ranges: [start: number, end: number][] = [];
  const source = new RangedSource(bytes.length, async (start, end) => {
    ranges.push([start, end]);
    return bytes.subarray(start, end);
  });
  const verdict = await inspect(
    source,
    { ...RULES, ...rules },
    { hint: hintedType(`x.${extension}`), declaredType: () => declaredType },
  );
  return { verdict, ranges, gets: source.gets, bytesRead: source.bytesRead, steps: source.steps };
}
