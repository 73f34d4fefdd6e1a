// A local run in a process of its own, to be killed: `run.ts ASSEMBLY FOLDER`. Prints one line of JSON once it serves, and one
// for each event.
import { openDataFolder } from '../../../local/data/folder.ts';
import { startLocalRun } from '../../../local/run.ts';

const [assembly = '', folder = ''] = process.argv.slice(2);
const say = (told: object) => process.stdout.write(`${JSON.stringify(told)}\n`);
const { baseUrl, apiKey } = await startLocalRun({
  assembly,
  data: openDataFolder(folder, 'test'),
  retryScale: 0.01,
  onEvent: ({ detailType, detail }) => say({ event: detailType, id: detail.id }),
});
say({ baseUrl, apiKey });
