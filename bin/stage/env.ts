import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { stages } from '../../lib/stages/stages.ts';
import { checkEnvFile, writeEnvFile, writeJsonFile } from '../../tools/env/env-file.ts';
import { publicVariablesOf, variablesOf } from '../../tools/env/settings.ts';
import { stageSettings } from '../../tools/env/stage-settings.ts';
import { readFlags, runCommand } from '../../tools/flags.ts';
import { clientConfigOf } from '../../tools/release/client-config.ts';

const USAGE = `Usage: npm run env -- STAGE [options]   (one of ${Object.keys(stages).join(', ')})

Writes what a program needs to know of a deployed stage, its API key included, into .env, between the lines
"# image-intake begin" and "# image-intake end". The rest of the file stays as it is; a file that git would commit is
refused. Wants credentials and region of the stage's account, as the AWS CLI does.

  --file FILE     write this file instead of .env
  --insist        write it although git would commit it
  --format json   print what everybody may see, without the key, as JSON for a front end; with --file, write it there
  --help          this text`;

/** `npm run env -- STAGE`: from a stage's outputs to the settings of a program. */
await runCommand(async () => {
  const { values, positionals } = readFlags({
    allowPositionals: true,
    options: {
      file: { type: 'string' },
      insist: { type: 'boolean', default: false },
      format: { type: 'string', default: 'env' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const [stage = '', ...others] = positionals;
  const { format, insist } = values;
  const known = Object.hasOwn(stages, stage) && (format === 'env' || format === 'json');
  if (!known || others.length > 0 || values.file === '') throw new Error(USAGE);

  const config = clientConfigOf(stage);
  const clients = {
    cloudFormation: new CloudFormationClient(config),
    apiGateway: new APIGatewayClient(config),
  };
  const say = (sentence: string) => console.error(sentence);
  if (format === 'json') {
    const variables = publicVariablesOf(await stageSettings(stage, clients, { withKey: false, say }));
    if (values.file === undefined) return console.log(JSON.stringify(variables, null, 2));
    writeJsonFile(values.file, variables);
    return console.log(`${values.file} has what everybody may see of ${stage}.`);
  }
  const { file = '.env' } = values;
  checkEnvFile(file, { insist });
  const variables = variablesOf(await stageSettings(stage, clients, { withKey: true, say }));
  for (const sentence of writeEnvFile(file, variables, { insist })) say(sentence);
  console.log(`${file} has the settings of ${stage}: ${Object.keys(variables).join(', ')}.`);
});
