import type { Upload } from './events.ts';
import { RangedSource } from './formats/source.ts';
import { type InspectionRules, inspect } from './inspect.ts';
import type { UploadedObjects } from './uploaded-objects.ts';
import type { Verdict } from './verdict.ts';

/** A look at an uploaded object, and what it took so far. */
export interface Look {
  /** @throws ObjectGone */
  verdict(): Promise<Verdict>;
  taken(): { gets: number; bytesRead: number };
}

/**
 * Looks at the very version of an upload, by the rules of the stage.
 * @param acceptedType - of an image that was accepted: S3 does not keep what was declared in a copy that is put aside
 */
export function lookAt(
  upload: Upload,
  { objects, rules }: { objects: UploadedObjects; rules: InspectionRules },
  acceptedType?: string,
): Look {
  let storedType: string | undefined;
  const source = new RangedSource(upload.size, async (start, end) => {
    const { bytes, contentType } = await objects.readRange(upload, start, end);
    storedType = contentType;
    return bytes;
  });
  const { hint, typeDeclared } = upload.parsed;
  return {
    verdict: () =>
      inspect(source, rules, {
        hint,
        declaredType: () => (typeDeclared ? (acceptedType ?? storedType) : undefined),
      }),
    taken: () => ({ gets: source.gets, bytesRead: source.bytesRead }),
  };
}
