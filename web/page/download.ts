import type { ImageIntakeClient } from '../../client/client.ts';
import type { Metadata } from '../../client/types.ts';
import { nameOf } from '../words.ts';

/** How long a browser may take to begin saving. */
const SAVING_MS = 60_000;

/** Why nothing can be had of a record. */
export const NO_IMAGE = 'It has no image yet.';

/**
 * Has the browser save an image under its own name. The page fetches it and goes nowhere: an address of the storage would
 * ask whether to leave unsaved work, and could take the page's place with an error.
 * @throws what the reader is told, and what the client throws.
 */
export async function downloadImage(
  client: Pick<ImageIntakeClient, 'get'>,
  metadata: Metadata,
  signal?: AbortSignal,
  keep: (blob: Blob, name: string) => void = save,
): Promise<void> {
  const { preSignedUrl } = await client.get(metadata.id, { disposition: 'attachment', signal });
  if (!preSignedUrl) throw new Error(NO_IMAGE);
  const { url } = preSignedUrl;
  const blob = await fetch(url, { signal: signal ?? null }).then(
    (response) => (response.ok ? response.blob().catch(() => undefined) : undefined),
    () => undefined,
  );
  if (!blob) throw new Error('The storage did not give it. Try again.');
  keep(blob, downloadName(url) ?? nameOf(metadata));
}

/** The name that the service has signed into the URL of a download (RFC 6266). */
export function downloadName(url: string): string | undefined {
  const disposition = new URL(url).searchParams.get('response-content-disposition') ?? '';
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? [];
  try {
    return encoded && decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), SAVING_MS);
}
