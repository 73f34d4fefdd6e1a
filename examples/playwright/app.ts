import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes a ticket of the app's own server, sends the file straight to S3, and asks until it was looked at. */
const PAGE = `<!doctype html>
<title>Photos</title>
<label>Photo <input type="file" accept="image/*"></label>
<p role="status"></p>
<script type="module">
  document.querySelector('input').addEventListener('change', async ({ target: { files: [file] } }) => {
    const { metadata: { id }, preSignedUrl } = await (await fetch('/photos', { method: 'POST' })).json();
    await fetch(preSignedUrl.url, { method: 'PUT', body: file });
    let photo;
    do photo = (await (await fetch('/photos/' + id)).json()).metadata;
    while (photo.status === 'pending');
    document.querySelector('[role=status]').textContent =
      photo.status === 'ready' ? photo.width + ' × ' + photo.height : photo.rejection.message;
  });
</script>`;

/** A page and a server that keeps the key. */
export async function startApp({ baseUrl, apiKey }: { baseUrl: string; apiKey: string }) {
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' };
  const body = JSON.stringify({ filename: 'photo.jpg' });
  const server = createServer(async ({ method, url = '/' }, response) => {
    if (url === '/') return response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
    const answer = await fetch(`${baseUrl}/metadata${url.replace('/photos', '')}`, {
      method: method ?? 'GET',
      headers,
      ...(method === 'POST' && { body }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
