import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { stages } from '../../lib/stages/stages.ts';
import { readFlags } from '../../tools/flags.ts';
import { clientConfigOf } from '../../tools/release/client-config.ts';
import { rollBack } from '../../tools/release/rollback-stage.ts';

const USAGE = `Usage: npm run rollback -- STAGE [--further]   (one of ${Object.keys(stages).join(', ')})

Takes the functions of a stage back to the newest good release that differs from what runs; a release under way is
stopped first. Good are the releases that npm run release:record wrote down. Wants credentials and region of the stage's
account, as the AWS CLI does.

  --further   also when the last deployment was taken back by itself, and the newest good release runs
  --help      this text`;

/** `npm run rollback -- STAGE`: back to the last good release, within seconds. */
async function main(): Promise<void> {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: {
      further: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const [stage = '', ...others] = positionals;
  if (!Object.hasOwn(stages, stage) || others.length > 0) throw new Error(USAGE);

  const config = clientConfigOf(stage);
  const { release, interrupted, moves, passedOver } = await rollBack(
    stage,
    {
      cloudFormation: new CloudFormationClient(config),
      codeDeploy: new CodeDeployClient(config),
      lambda: new LambdaClient(config),
      ssm: new SSMClient(config),
    },
    undefined,
    values.further,
  );
  if (interrupted) console.log('The release under way was stopped.');
  for (const reason of passedOver) console.log(`Passed over ${reason}`);
  for (const { functionName, from, to } of moves) console.log(`${functionName}: version ${from} -> ${to}`);
  console.log(
    `${stage} runs the functions of release ${release}${moves.length === 0 ? '; none had to be moved' : ''}.`,
  );
  console.log(`Before the next deployment by hand: npm run release:settle -- ${stage}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
