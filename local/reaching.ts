/**
 * Says which engine it was, when work on one of the user's fails.
 * @param endpoint - of the user's engine; undefined for the embedded one
 */
export async function reaching<T>(
  service: string,
  endpoint: string | undefined,
  work: Promise<T>,
): Promise<T> {
  if (endpoint === undefined) return work;
  return work.catch((error: Error) => {
    throw new Error(`The ${service} at ${endpoint} does not serve: ${error.message || error.name}`);
  });
}
