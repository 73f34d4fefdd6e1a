import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { stages } from '../../lib/stages/stages.ts';
import { readFlags } from '../../tools/flags.ts';
import { clientConfigOf } from '../../tools/release/client-config.ts';
import { parameterOf } from '../../tools/release/history-store.ts';
import { recordRelease } from '../../tools/release/record-release.ts';

const USAGE = `Usage: npm run release:record -- STAGE --release ID   (STAGE is one of ${Object.keys(stages).join(', ')})

Writes down that the release that runs is good, for npm run rollback to come back to: to be done once it was deployed and
smoke-tested. Fails when something else runs than was deployed last. A stage whose data is "destroy" keeps no history.`;

/** `npm run release:record -- STAGE --release ID` */
async function main(): Promise<void> {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: { release: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(USAGE);
  const [stage = '', ...others] = positionals;
  if (!Object.hasOwn(stages, stage) || others.length > 0 || !values.release) throw new Error(USAGE);
  // Nothing would delete the parameter with the stage.
  if (stages[stage]!.data === 'destroy')
    return console.log(`${stage} goes without a trace, and keeps no history of releases.`);

  const config = clientConfigOf(stage);
  const versions = await recordRelease(stage, values.release, {
    cloudFormation: new CloudFormationClient(config),
    lambda: new LambdaClient(config),
    ssm: new SSMClient(config),
  });
  for (const [name, version] of Object.entries(versions)) console.log(`${name}: version ${version}`);
  console.log(`Release ${values.release} is good, says ${parameterOf(stage)}.`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
