import { onTestFinished } from 'vitest';
import { createClient } from '../../client/client.ts';
import type { ClientOptions } from '../../client/options/client-options.ts';
import { type Fate, type SmallService, startSmallService } from './small-service.ts';

export const photo = new File(['the bytes of a photo'], 'photo.jpg');
export const other = new File(['the bytes of another'], 'other.jpg');

export let service: SmallService;

/** The client of a small service, which ends with the test; it is `service` meanwhile. */
export async function givenService(
  options: Parameters<typeof startSmallService>[0] = {},
  client: Partial<ClientOptions> = {},
) {
  service = await startSmallService(options);
  onTestFinished(service.stop);
  return createClient({ baseUrl: service.url, apiKey: 'secret', ...client });
}

export const isUpload = (path: string) => path.startsWith('/s3/');
export const lostUploads =
  (count: number): Fate =>
  ({ path }, nth) =>
    isUpload(path) && nth <= count ? 'drop' : undefined;
