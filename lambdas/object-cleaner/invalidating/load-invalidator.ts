/**
 * Has CloudFront forget what lies under a path, by what is loaded from the bundle that has its client.
 * @returns false when CloudFront is to be asked again later
 */
export async function loadedInvalidation(
  distributionId: string,
  path: string,
  reference: string,
): Promise<boolean> {
  const { createInvalidation } = await import('./invalidator.js');
  return createInvalidation(distributionId, path, reference);
}
