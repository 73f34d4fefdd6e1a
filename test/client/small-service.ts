import { createHash } from 'node:crypto';
import type { BatchRecord, Metadata } from '../../client/types.ts';
import { type Reply, type SeenRequest, startScriptedServer } from './scripted-server.ts';

/** What happens to a request's answer once its deed is done; undefined: it arrives. */
export type Fate = (request: SeenRequest, nth: number) => Reply | undefined;

interface Options {
  /** `nth` counts requests of this method and kind of path, from 1. */
  fate?: Fate;
  /** How many reads of the record an inspection takes. */
  readsUntilInspected?: number;
  /** Seconds. */
  expiresIn?: number;
  rejection?: Metadata['rejection'];
  /** Whether it knows batches: an older release does not. */
  batches?: boolean;
}

interface Inspection {
  id: string;
  body: Buffer;
  reads: number;
}

interface Batch {
  records?: BatchRecord[];
  ids?: string[];
  imageIds?: string[];
}

/** What a single call is answered, as a result of a batch. */
function resultOf(reply: Reply, done = 200): object {
  const { status, json } = reply as { status: number; json: object };
  return status === 200 ? { status: done, ...json } : { status, error: json };
}

/**
 * A service in memory that keeps its promises: keyed POSTs, tickets that work once, inspection a moment later, records
 * that count versions. What is lost are its answers.
 */
export async function startSmallService({
  fate = () => undefined,
  readsUntilInspected = 1,
  expiresIn = 3600,
  rejection,
  batches = true,
}: Options = {}) {
  const records = new Map<string, Metadata>();
  /** Ids by the names of images. */
  const named = new Map<string, string>();
  const keyed = new Map<string, string>();
  /** By the ticket's path. */
  const stored = new Map<string, Buffer>();
  const inspections: Inspection[] = [];
  const counts = new Map<string, number>();

  const ticket = ({ headers }: SeenRequest, metadata: Metadata, upload: number): Reply => ({
    status: 200,
    json: {
      metadata,
      preSignedUrl: {
        id: metadata.id,
        url: `http://${headers.host}/s3/${metadata.id}/${upload}`,
        method: 'PUT',
        expiresIn,
        expiresAt: 0,
      },
    },
  });

  const inspectThese = (due: readonly Inspection[]) => {
    for (const each of [...due]) {
      inspections.splice(inspections.indexOf(each), 1);
      inspect(each);
    }
  };
  const inspect = ({ id, body }: Inspection) => {
    const record = records.get(id);
    if (!record) return;
    record.version += 1;
    if (rejection) {
      Object.assign(record, { status: 'rejected', rejection });
      return;
    }
    record.contentVersion = (record.contentVersion ?? 0) + 1;
    const sha256 = createHash('sha256').update(body).digest('hex');
    Object.assign(record, { status: 'ready', isUploaded: true, size: body.length, sha256 });
  };

  const read = (id: string): Reply => {
    const due = inspections.filter((inspection) => {
      inspection.reads -= 1;
      return inspection.reads <= 0;
    });
    inspectThese(due);
    const metadata = records.get(id);
    if (!metadata) return { status: 404, json: { code: 'NotFound', message: 'There is no such record' } };
    return { status: 200, json: { metadata: { ...metadata }, preSignedUrl: null } };
  };
  const make = (request: SeenRequest, key: string, imageId?: string | null): Reply => {
    const id = keyed.get(key) ?? `r${records.size + 1}`;
    if (imageId && (named.get(imageId) ?? id) !== id)
      return { status: 409, json: { code: 'AlreadyExists', message: 'This user already has such an image' } };
    keyed.set(key, id);
    if (imageId) named.set(imageId, id);
    const fresh = { id, filename: 'a', createdAt: 0, updatedAt: 0, isUploaded: false, version: 1 };
    if (!records.has(id)) records.set(id, { ...fresh, status: 'pending' });
    return ticket(request, { ...records.get(id)! }, 1);
  };

  const deed = (request: SeenRequest): Reply => {
    const { method, path, headers, body } = request;
    if (path.startsWith('/s3/')) {
      if (stored.has(path)) return { status: 412, text: '<Error><Code>PreconditionFailed</Code></Error>' };
      stored.set(path, body);
      inspections.push({ id: path.split('/')[2]!, body, reads: readsUntilInspected });
      return { status: 200 };
    }
    if (path.startsWith('/metadata/batch') && batches) {
      const { records: items = [], ids = [], imageIds } = JSON.parse(String(body)) as Batch;
      const results = path.startsWith('/metadata/batch_get')
        ? (imageIds?.map((name) => named.get(name)!) ?? ids).map((id) => resultOf(read(id)))
        : items.map((item) => resultOf(make(request, item.idempotencyKey!, item.imageId), 201));
      return { status: 200, json: { results } };
    }
    if (method === 'POST' && path === '/metadata') {
      const { imageId } = JSON.parse(String(body)) as BatchRecord;
      return make(request, String(headers['idempotency-key']), imageId);
    }
    if (method === 'POST') return { status: 405, json: { code: 'MethodNotAllowed', message: 'No POST' } };
    const record = records.get(path.split('/')[2]!);
    if (!record) return { status: 404, json: { code: 'NotFound', message: 'There is no such record' } };
    if (method === 'PUT') {
      record.version += 1;
      return ticket(request, { ...record }, record.version);
    }
    return read(record.id);
  };

  const server = await startScriptedServer((request) => {
    const kind = `${request.method} ${request.path.split('/')[1]}`;
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    const answer = deed(request);
    return fate(request, nth) ?? answer;
  });
  return {
    ...server,
    records,
    stored,
    /** Inspects all that was uploaded, at once. */
    inspectAll: () => inspectThese(inspections),
    /** So many requests of a method and a kind of path were made: `PUT s3`, `GET metadata`. */
    count: (kind: string) => counts.get(kind) ?? 0,
  };
}

export type SmallService = Awaited<ReturnType<typeof startSmallService>>;
