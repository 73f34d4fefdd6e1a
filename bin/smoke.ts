import { parseArgs } from 'node:util';
import { smoke } from './smoke-steps.ts';

const USAGE =
  'Usage: npm run smoke -- --base-url URL --api-key KEY   (or IMAGE_INTAKE_API_KEY in the environment)';

/** `npm run smoke`: the main job against any deployment, the local run included. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'base-url': { type: 'string' }, 'api-key': { type: 'string' } },
  });
  const baseUrl = values['base-url'];
  const apiKey = values['api-key'] ?? process.env.IMAGE_INTAKE_API_KEY;
  if (!baseUrl || !URL.canParse(baseUrl) || !apiKey) throw new Error(USAGE);

  const start = performance.now();
  await smoke({
    baseUrl,
    apiKey,
    report: (step, ms) => console.log(`ok    ${ms.toFixed(0).padStart(6)} ms  ${step}`),
  });
  console.log(`All well in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}

main().catch((error: Error) => {
  console.error(error.name === 'SmokeError' ? `FAIL             ${error.message}` : error.message);
  process.exitCode = 1;
});
