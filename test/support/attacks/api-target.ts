import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { type Json, restClient } from '../api.ts';
import { engines } from '../engines.ts';
import { assemblyOf, startLocalRun } from '../local-run.ts';
import type { Target, TicketKind } from './attack.ts';
import { presign } from './presign.ts';
import { ORIGIN } from './store-target.ts';
import { send, type Wire, wireOf } from './wire.ts';

/** A whole stage, whose API gives the tickets. */
export interface ApiTarget extends Target {
  /** Every version and delete marker in the bucket, as `key version`. */
  stored(): Promise<string[]>;
  /** The metadata of every record whose ticket was given out since the last call of `forget`. */
  records(): Promise<Json[]>;
  forget(): void;
  /** Waits until the record of a ticket is ready. */
  ready(wire: Wire): Promise<Json>;
  close(): Promise<void>;
}

const PHOTO = readFileSync(new URL('../../../samples/icon.png', import.meta.url));
const SHA256 = createHash('sha256').update(PHOTO).digest('hex');
const DECLARED = { contentType: 'image/png', size: PHOTO.length, sha256: SHA256 };

/** Starts the production stage; it allows one origin only, so that there are others to come from. */
export async function startApiTarget(): Promise<ApiTarget> {
  const assembly = await allowingOneOrigin(await assemblyOf('prod'));
  const run = await startLocalRun({ assembly });
  const api = restClient(run);
  const bucket = Object.values(run.names.buckets)[0]!;
  const { s3Endpoint: endpoint, region, credentials } = run;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  let ids: string[] = [];
  const idOf = (wire: Wire) => /images\/([^/]+)\//.exec(wire.path)![1]!;
  const isReady = (metadata: Json) => metadata.status === 'ready';

  async function ticket(kind: TicketKind, clock?: { signedSecondsAgo?: number; expiresIn?: number }) {
    const declared = kind === 'declared' || kind === 'used' ? DECLARED : {};
    const { status, body } = await api.post('/metadata', { filename: 'icon.png', ...declared });
    if (status !== 201) throw new Error(`No ticket: ${status} ${JSON.stringify(body)}`);
    const { id } = body.metadata;
    ids.push(id);
    const put = wireOf('PUT', body.preSignedUrl.url, body.preSignedUrl.headers ?? {}, PHOTO);
    if (kind === 'used' || kind === 'download') {
      const reply = await send(put);
      if (reply.status !== 200) throw new Error(`A good upload was refused: ${reply.status} ${reply.body}`);
      await api.waitFor(id, isReady);
    }
    const method = kind === 'download' ? 'GET' : 'PUT';
    if (clock) {
      const { signedSecondsAgo = 0, expiresIn } = clock;
      const url = await presign({
        method,
        endpoint,
        region,
        credentials,
        bucket,
        key: put.path.slice(`/${bucket}/`.length),
        headers: method === 'PUT' ? body.preSignedUrl.headers : {},
        signingDate: new Date(Date.now() - signedSecondsAgo * 1000),
        ...(expiresIn !== undefined && { expiresIn }),
      });
      return wireOf(method, url, body.preSignedUrl.headers ?? {}, method === 'PUT' ? PHOTO : undefined);
    }
    if (method === 'PUT') return put;
    return wireOf('GET', (await api.get(`/metadata/${id}`)).body.preSignedUrl.url, {});
  }

  return {
    bucket,
    otherBucket: 'elsewhere',
    region,
    origin: ORIGIN,
    otherAccessKeyId: engines.s3OtherAccessKeyId ?? credentials.accessKeyId,
    ticket,
    async stored() {
      const { Versions = [], DeleteMarkers = [] } = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket }),
      );
      // No client can write a thumbnail, and those of earlier images are still being drawn.
      return [...Versions, ...DeleteMarkers]
        .filter(({ Key }) => !Key!.startsWith('thumbnails/'))
        .map(({ Key, VersionId }) => `${Key} ${VersionId}`);
    },
    async records() {
      const answers = await Promise.all(ids.map((id) => api.get(`/metadata/${id}`)));
      return answers.map(({ body }) => ({ ...body.metadata, thumbhash: undefined }));
    },
    forget() {
      ids = [];
    },
    ready: async (wire) => (await api.waitFor(idOf(wire), isReady)).metadata,
    async close() {
      client.destroy();
      await run.stop();
      rmSync(assembly, { recursive: true });
    },
  };
}

/** A copy of an assembly whose bucket knows one origin, where the stage's allows any. */
async function allowingOneOrigin(assembly: string): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'assembly-'));
  cpSync(assembly, copy, { recursive: true });
  for (const file of globSync('**/*.template.json', { cwd: copy })) {
    const path = join(copy, file);
    const template = JSON.parse(readFileSync(path, 'utf8'));
    for (const { Properties } of Object.values<Json>(template.Resources)) {
      for (const rule of Properties?.CorsConfiguration?.CorsRules ?? []) rule.AllowedOrigins = [ORIGIN];
    }
    writeFileSync(path, JSON.stringify(template));
  }
  return copy;
}
