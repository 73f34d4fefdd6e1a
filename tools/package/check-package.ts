import { rmSync } from 'node:fs';
import { temporaryFolder } from '../temporary-folder.ts';
import { buildClient } from './build-client.ts';
import { freshConsumer, pack } from './consumer.ts';
import { lintPackage } from './lint-package.ts';
import { checkContractTypes } from './tried/contract-types.ts';
import { tryNode } from './tried/node.ts';
import { compressedSize } from './tried/size.ts';
import { startTinyService } from './tried/tiny-service.ts';
import { checkTypes } from './tried/types.ts';
import { buildViteApp } from './tried/vite-app.ts';
import { tryWorker } from './tried/worker.ts';

/** Bytes of `.`, minified and compressed. */
const MOST_BYTES = 12_000;

const REACT = ['react', 'react-dom', 'scheduler', '@types/react', '@types/react-dom', '@types/node'];

/**
 * Builds and packs the client, and tries the tarball where others would use it: nothing of this repository is in reach there.
 * @param say told of each thing that is right
 * @throws Error with what is wrong
 */
export async function checkPackage(say: (line: string) => void): Promise<void> {
  const folder = temporaryFolder({ prefix: 'image-intake-package' });
  const service = await startTinyService();
  try {
    await buildClient();
    const tarball = await pack(folder);
    await lintPackage(tarball);
    say('publint and arethetypeswrong find nothing.');

    const server = await freshConsumer(folder, 'server', tarball);
    const app = await freshConsumer(folder, 'vite', tarball, REACT);
    await checkContractTypes(folder);
    say('The types of the contract are written out as they are.');
    say(`Its types are right in ${await checkTypes(server, app)} strict programs.`);
    await buildViteApp(app);
    say('An app of Vite’s is built with it.');
    await tryWorker(server, service.baseUrl);
    say('A bundle for workers imports nothing, and uploads where there is no Node.js.');
    say(`A program uploads on Node.js ${(await tryNode(server, service.baseUrl)).join(' and ')}.`);

    const bytes = await compressedSize(server);
    if (bytes > MOST_BYTES)
      throw new Error(`The client has ${bytes} bytes compressed, more than ${MOST_BYTES}.`);
    say(`The client has ${bytes} bytes compressed, of ${MOST_BYTES}.`);
  } finally {
    service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
