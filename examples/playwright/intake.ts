import { startLocal } from 'image-intake/local';
import { startApp } from './app.ts';

/** One run, and the app in front of it, for all tests. */
export default async function setup() {
  const run = await startLocal();
  const { IMAGE_INTAKE_BASE_URL: baseUrl = '', IMAGE_INTAKE_API_KEY: apiKey = '' } = run.env;
  const app = await startApp({ baseUrl, apiKey });
  process.env.APP_URL = app.url;
  return async () => {
    await app.stop();
    await run.stop();
  };
}
