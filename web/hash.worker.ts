import { sha256Of } from '../client/file.ts';

addEventListener('message', async ({ data }: MessageEvent<Blob>) => {
  try {
    postMessage({ sha256: await sha256Of(data) });
  } catch (error) {
    postMessage({ fault: error instanceof Error ? error.message : String(error) });
  }
});
