import { renditionFolder } from '../shared/delivery/rendition.ts';
import { hasImage, type ImageRecord, type StoredImage, storedImages } from '../shared/record.ts';
import type { CleanerServices } from './services.ts';

/** Where the renditions of the image lie that a record has; undefined when it has none. */
export function folderOf(record: ImageRecord | undefined): string | undefined {
  const image = record && hasImage(record) ? storedImages(record)[0] : undefined;
  return image && renditionFolder(image);
}

/** Deletes the renditions of an image for good, in all their versions, unless it is a living record's again. */
export async function deleteRenditions(
  id: string,
  image: StoredImage,
  { records, objects }: Pick<CleanerServices, 'records' | 'objects'>,
): Promise<void> {
  const folder = renditionFolder(image);
  for await (const versions of objects.versions(folder)) {
    if (folderOf(await records.living(id)) === folder) return;
    await objects.deleteVersions(versions);
  }
}
