import { readFlags } from '../tools/flags.ts';
import { smoke } from '../tools/smoke/smoke-steps.ts';

const USAGE = `Usage: npm run smoke -- --base-url URL --api-key KEY

Does the main job once against a deployment, or against npm start, and deletes what it made. Exits with 1 at the first
step that fails.

  --base-url URL   of the API with its stage, such as http://127.0.0.1:3000/v1
  --api-key KEY    default: IMAGE_INTAKE_API_KEY of the environment
  --help           this text`;

/** `npm run smoke`: the main job against any deployment, the local run included. */
async function main(): Promise<void> {
  const { values } = readFlags({
    options: {
      'base-url': { type: 'string' },
      'api-key': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const baseUrl = values['base-url'];
  const apiKey = values['api-key'] ?? process.env.IMAGE_INTAKE_API_KEY;
  if (!baseUrl || !apiKey) throw new Error(USAGE);
  if (!/^https?:\/\//.test(baseUrl) || !URL.canParse(baseUrl))
    throw new Error(`--base-url must be an http or https URL, not "${baseUrl}"`);

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
