import { createClient } from '../../../../client/client.ts';
import { ApiError } from '../../../../client/errors.ts';

/*
 * The page of an app: its people choose a file, see it go up, and see what they have. It has no key: the app's own server
 * stands between.
 */

const client = createClient({ baseUrl: new URL('/api/images', location.href).href });
const byId = <Type extends HTMLElement>(id: string) => document.getElementById(id) as Type;

const show = async () => {
  const names: string[] = [];
  for await (const page of client.list()) names.push(...page.metadata.map(({ filename }) => filename));
  byId('list').textContent = names.join(', ');
};

byId<HTMLInputElement>('file').addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files!;
  const phases: string[] = [];
  const { metadata } = await client.upload(file!, {
    onProgress: ({ phase, sent, total }) => {
      phases.push(phase);
      Object.assign(byId('progress'), { max: total, value: sent });
    },
  });
  byId('done').textContent = [...new Set(phases), metadata.id, metadata.width, metadata.height].join(' ');
  await show();
});

/** For the test: the client, and what a call of it came to. */
Object.assign(globalThis, {
  client,
  outcome: (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      (error: unknown) => (error instanceof ApiError ? `${error.status} ${error.code}` : String(error)),
    ),
});
void show();
