const PATIENCE_MS = 10_000;

/**
 * The URL to test: the API's own name, once that answers as this service does. After a first deployment with a domain
 * it cannot yet, since the DNS name has still to be pointed at the output `ApiDomainTarget`.
 * @param fallbackUrl the address that API Gateway gave the API
 * @param say is told when the name does not answer
 */
export async function answeringUrl(
  { baseUrl, fallbackUrl }: { baseUrl: string; fallbackUrl?: string | undefined },
  say: (sentence: string) => void,
): Promise<string> {
  if (!fallbackUrl || fallbackUrl === baseUrl) return baseUrl;
  const obstacle = await obstacleAt(baseUrl);
  if (!obstacle) return baseUrl;
  say(
    `${new URL(baseUrl).host} does not answer as this service yet (${obstacle}). Point it at the output ApiDomainTarget. Until then ${fallbackUrl} is tested.`,
  );
  return fallbackUrl;
}

/** Asks without a key, which whoever has the name now must not see. */
async function obstacleAt(baseUrl: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/metadata`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body: unknown = await response.json().catch(() => undefined);
    const ours = typeof body === 'object' && body !== null && 'code' in body && 'requestId' in body;
    return ours ? undefined : `something else answers, with ${response.status}`;
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? message;
  }
}
