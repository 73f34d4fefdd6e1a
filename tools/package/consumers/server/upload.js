import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { createServer } from 'node:http';
import { ApiError, createClient } from '@image-intake/client';
import { createUploadRoute, toNodeListener, verifyWebhook, WebhookError } from '@image-intake/client/server';

// A program of somebody's own: node upload.js BASE_URL IMAGE. It uploads by the key, by a route without it, and verifies.
const [, , baseUrl, image] = process.argv;
const client = createClient({ baseUrl, apiKey: 'the-key-of-the-app' });
const file = await openAsBlob(image);

const phases = new Set();
const { metadata } = await client.upload(file, {
  filename: 'photo.jpg',
  onProgress: ({ phase }) => phases.add(phase),
});
assert.equal(metadata.size, file.size);
assert.deepEqual([...phases], ['hashing', 'sending', 'inspecting']);

const route = createUploadRoute({ client, authorize: () => ({ userId: 'ann' }) });
const server = createServer(toNodeListener(route)).listen(0, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
const own = createClient({ baseUrl: `http://127.0.0.1:${server.address().port}/images` });
assert.equal((await own.upload(file, { filename: 'own.jpg' })).metadata.userId, 'ann');
await assert.rejects(own.get('no-such-record'), (error) => error instanceof ApiError && error.status === 404);
server.close();

const secret = Buffer.from('a secret of a webhook');
const body = JSON.stringify({ type: 'webhook.test', at: 1 });
const timestamp = String(Math.floor(Date.now() / 1000));
const signature = createHmac('sha256', secret).update(`1.${timestamp}.${body}`).digest('base64');
const headers = { 'webhook-id': '1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
const whsec = `whsec_${secret.toString('base64')}`;
assert.equal((await verifyWebhook({ headers, body }, whsec)).type, 'webhook.test');
await assert.rejects(verifyWebhook({ headers, body: `${body} ` }, whsec), WebhookError);

console.log(process.version);
