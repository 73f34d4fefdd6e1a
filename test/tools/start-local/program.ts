import { startLocal } from 'image-intake/local';

/** Two runs at once in the program of somebody else, which ends by itself once they have ended. */
const events: string[] = [];
const stopping = new AbortController();
const givenUp = startLocal({ users: true, signal: AbortSignal.timeout(500) }).catch(({ name }) => name);
const [one, two] = await Promise.all([
  startLocal({ onEvent: ({ type }) => events.push(type), signal: stopping.signal }),
  startLocal({ apiKey: 'of-the-second', users: true }),
]);

async function create({ env }: { env: Record<string, string> }, headers: Record<string, string>, path = '') {
  const answer = await fetch(`${env.IMAGE_INTAKE_BASE_URL}${path}/metadata`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ filename: 'notes.png' }),
  });
  return { status: answer.status, ...((await answer.json()) as { preSignedUrl?: { url: string } }) };
}

const { preSignedUrl } = await create(one, { 'x-api-key': one.env.IMAGE_INTAKE_API_KEY! });
await fetch(preSignedUrl!.url, { method: 'PUT', body: 'A shopping list.' });
while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));

const token = await two.users!.token('ann');
const statuses = [
  (await create(two, { 'x-api-key': 'of-the-second' })).status,
  (await create(two, { 'x-api-key': one.apiKey })).status,
  (await create(two, { authorization: `Bearer ${token}` }, '/my')).status,
];
const { IMAGE_INTAKE_ISSUER: issuer } = two.env;

stopping.abort();
await Promise.all([one.stop(), two[Symbol.asyncDispose](), two.stop()]);
const gone = await Promise.allSettled([one, two].map(({ baseUrl }) => fetch(baseUrl)));
console.log(
  JSON.stringify({
    events,
    statuses,
    sameIssuer: issuer === two.users!.issuer,
    givenUp: await givenUp,
    gone: gone.map(({ status }) => status),
  }),
);
