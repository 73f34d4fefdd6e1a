/** The id of a version, as events and S3 tell it; undefined where the bucket keeps none: S3 calls them all `null`. */
export function versionIn(versionId: unknown): string | undefined {
  return typeof versionId === 'string' && versionId !== '' && versionId !== 'null' ? versionId : undefined;
}
