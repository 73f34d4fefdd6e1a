import { startLocal } from 'image-intake/local';

/** One run for all tests, started before the first and stopped after the last. */
export default async function setup() {
  const run = await startLocal();
  // What the app reads in production, its tests inherit.
  Object.assign(process.env, run.env);
  return run.stop;
}
