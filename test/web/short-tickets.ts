import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyOf } from '../support/local-run.ts';

/** An assembly of the dev stage whose tickets live for seconds, less than any stage may ask for. */
export async function withShortTickets(seconds: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'image-intake-short-'));
  await cp(await assemblyOf('dev'), folder, { recursive: true });
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.template.json'))) {
    const template = await readFile(join(folder, file), 'utf8');
    const short = template.replace(/("URL_EXPIRES_SECONDS": )"\d+"/g, `$1"${seconds}"`);
    await writeFile(join(folder, file), short);
  }
  return folder;
}
