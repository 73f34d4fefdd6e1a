import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { stages } from '../lib/stages/stages.ts';
import { readSettings } from '../tools/env/read-settings.ts';
import { positiveInteger, readFlags } from '../tools/flags.ts';
import { clientConfigOf } from '../tools/release/client-config.ts';
import { answeringUrl } from '../tools/smoke/answering-url.ts';
import { smoke } from '../tools/smoke/smoke-steps.ts';
import { type SmokeTarget, smokeThroughout } from '../tools/smoke/smoke-throughout.ts';
import { findStage } from '../tools/smoke/stage-target.ts';

const USAGE = `Usage: npm run smoke -- --stage STAGE [options]
       npm run smoke -- --env FILE [options]
       npm run smoke -- --base-url URL --api-key KEY [options]

Does the main job against a deployment, or against npm start, and deletes what it made. Exits with 1 when a step fails.
Interrupted, it finishes what it is at.

  --stage STAGE       a deployed stage (${Object.keys(stages).join(', ')}), with credentials and region as the AWS CLI has them
  --env FILE          a file that npm run env or npm start -- --env has written; what flags say goes first
  --base-url URL      of the API with its stage, such as http://127.0.0.1:3000/v1
  --fallback-url URL  tested instead while the base URL's name does not answer yet; a stage brings its own
  --api-key KEY       default: IMAGE_INTAKE_API_KEY of the environment
  --token TOKEN       an access token of one of the stage's users, whose own records are then tried too; default:
                      IMAGE_INTAKE_TOKEN of the environment
  --for SECONDS       again and again for so long, nothing tried twice; a failure does not end it
  --until-stopped     the same until SIGINT or SIGTERM; waits while the stage is not deployed yet
  --every SECONDS     from one round to the next (default: 2; a round is one upload and some dozen requests)
  --help              this text`;

/** What the terminal, npm and tsx send at once is one signal. */
const AT_ONCE_MS = 2000;
const stopping = new AbortController();
let stoppedAt = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    stopping.abort();
    stoppedAt ||= performance.now();
    // Asked again, it does not wait for a round that hangs.
    if (performance.now() - stoppedAt > AT_ONCE_MS) process.exit(130);
  });

/** `npm run smoke`: the main job against any deployment, the local run included. */
async function main(): Promise<void> {
  const { values } = readFlags({
    options: {
      stage: { type: 'string' },
      env: { type: 'string' },
      'base-url': { type: 'string' },
      'fallback-url': { type: 'string' },
      'api-key': { type: 'string' },
      token: { type: 'string' },
      for: { type: 'string' },
      'until-stopped': { type: 'boolean', default: false },
      every: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.env !== undefined && values.stage !== undefined) throw new Error(USAGE);
  const written = values.env === undefined ? {} : readSettings(values.env);
  const target: Target = {
    stage: values.stage,
    baseUrl: values['base-url'] ?? written.baseUrl,
    fallbackUrl: values['fallback-url'],
    apiKey: values['api-key'] ?? written.apiKey ?? process.env.IMAGE_INTAKE_API_KEY,
  };
  const find = finderOf(target);
  const everyMs = 1000 * positiveInteger('--every', values.every);
  if (values.for) {
    const ms = 1000 * positiveInteger('--for', values.for);
    setTimeout(() => stopping.abort(), ms).unref();
    await throughout(find, everyMs);
  } else if (values['until-stopped']) await throughout(find, everyMs);
  else await once(find, { users: usersOf(values, written), token: values.token });
}

async function once(
  find: () => Promise<SmokeTarget | undefined>,
  { users, token }: { users: boolean | undefined; token: string | undefined },
): Promise<void> {
  const target = await find();
  if (!target) throw new Error('The stage is not deployed.');
  const start = performance.now();
  await smoke({
    ...target,
    users,
    token: token ?? (process.env.IMAGE_INTAKE_TOKEN || undefined),
    report: (step, ms) => console.log(`ok    ${ms.toFixed(0).padStart(6)} ms  ${step}`),
  });
  console.log(`All well in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}

async function throughout(find: () => Promise<SmokeTarget | undefined>, everyMs: number): Promise<void> {
  const { well, failed } = await smokeThroughout({
    find,
    everyMs,
    stop: stopping.signal,
    onFailure: (message) => console.error(`FAIL  ${new Date().toISOString()}  ${message}`),
  });
  console.log(
    well + failed === 0
      ? 'Nothing was tested: nothing was deployed yet.'
      : `${well} rounds went well, ${failed} failed.`,
  );
  if (failed > 0) process.exitCode = 1;
}

/** Whether the target must have users, where that is known: where they cannot be told from strangers, it is not well. */
function usersOf(
  { stage, 'base-url': baseUrl }: { stage?: string | undefined; 'base-url'?: string | undefined },
  { issuer }: { issuer?: string | undefined },
): boolean | undefined {
  if (stage !== undefined) return Boolean(stages[stage]?.users);
  return baseUrl === undefined && issuer !== undefined ? true : undefined;
}

interface Target {
  stage: string | undefined;
  baseUrl: string | undefined;
  fallbackUrl: string | undefined;
  apiKey: string | undefined;
}

function finderOf({ stage, baseUrl, fallbackUrl, apiKey }: Target): () => Promise<SmokeTarget | undefined> {
  if (stage !== undefined) {
    if (!Object.hasOwn(stages, stage) || baseUrl) throw new Error(USAGE);
    const config = clientConfigOf(stage);
    const cloudFormation = new CloudFormationClient(config);
    const apiGateway = new APIGatewayClient(config);
    return async () => {
      const found = await findStage(stage, { cloudFormation, apiGateway });
      return found && { apiKey: found.apiKey, baseUrl: await answeringUrl(found, console.warn) };
    };
  }
  if (!baseUrl || !apiKey) throw new Error(USAGE);
  for (const [flag, url] of Object.entries({ '--base-url': baseUrl, '--fallback-url': fallbackUrl }))
    if (url !== undefined && (!/^https?:\/\//.test(url) || !URL.canParse(url)))
      throw new Error(`${flag} must be an http or https URL, not "${url}"`);
  return async () => ({ apiKey, baseUrl: await answeringUrl({ baseUrl, fallbackUrl }, console.warn) });
}

main().catch((error: Error) => {
  console.error(error.name === 'SmokeError' ? `FAIL             ${error.message}` : error.message);
  process.exitCode = 1;
});
