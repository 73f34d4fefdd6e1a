import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { restClient } from './api.ts';
import { assemblyOf, startLocalRun, type TestRunOptions } from './local-run.ts';
import { startTestIssuer } from './test-issuer.ts';

export type UsersRun = Awaited<ReturnType<typeof startUsersRun>>;

/** In the templates that are kept, in place of those of a run. */
const NO_ISSUER = 'http://127.0.0.1:1';
const NO_LIMIT = 999_999;

/** The stage dev with users, and an issuer that does what a test says. */
export async function startUsersRun(options: TestRunOptions & { ticketsPerHour?: number } = {}) {
  const { ticketsPerHour = 1000, ...rest } = options;
  const issuer = await startTestIssuer();
  const { page: _, ...settings } = issuer.settings;
  const kept = await assemblyOf('dev', {
    users: { ...settings, issuer: NO_ISSUER, ticketsPerHour: NO_LIMIT },
    // Tests ask faster than people.
    throttle: { ratePerSecond: 10_000, burst: 5_000 },
  });
  const assembly = copyFor(kept, { [NO_ISSUER]: issuer.url, [NO_LIMIT]: String(ticketsPerHour) });
  const run = await startLocalRun({ ...rest, assembly });
  return {
    ...run,
    issuer,
    /** A client that sends this `Authorization`, and asks below /my. */
    bearing: (authorization: string) =>
      restClient({ baseUrl: `${run.baseUrl}/my`, headers: { authorization } }),
    /** A client of one of the issuer's users. */
    async as(user: string) {
      return this.bearing(`Bearer ${await issuer.mint({ user })}`);
    },
    stop: async () => {
      await run.stop();
      await issuer.stop();
      rmSync(assembly, { recursive: true });
    },
  };
}

/** A copy of an assembly with other texts in its templates; the functions' code is not copied. */
function copyFor(assembly: string, texts: Record<string, string>): string {
  const copy = mkdtempSync(join(tmpdir(), 'image-intake-users-'));
  for (const asset of globSync('asset.*', { cwd: assembly }))
    symlinkSync(join(assembly, asset), join(copy, asset));
  cpSync(assembly, copy, { recursive: true, filter: (path) => !basename(path).startsWith('asset.') });
  for (const name of globSync('**/*.template.json', { cwd: copy })) {
    const file = join(copy, name);
    const template = Object.entries(texts).reduce(
      (text, pair) => text.replaceAll(...pair),
      readFileSync(file, 'utf8'),
    );
    writeFileSync(file, template);
  }
  return copy;
}
