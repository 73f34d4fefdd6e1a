import { createHash } from 'node:crypto';
import type { Metadata } from '../../client/types.ts';
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
}

interface Inspection {
  id: string;
  body: Buffer;
  reads: number;
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
}: Options = {}) {
  const records = new Map<string, Metadata>();
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

  const deed = (request: SeenRequest): Reply => {
    const { method, path, headers, body } = request;
    if (path.startsWith('/s3/')) {
      if (stored.has(path)) return { status: 412, text: '<Error><Code>PreconditionFailed</Code></Error>' };
      stored.set(path, body);
      inspections.push({ id: path.split('/')[2]!, body, reads: readsUntilInspected });
      return { status: 200 };
    }
    if (method === 'POST') {
      const key = String(headers['idempotency-key']);
      const id = keyed.get(key) ?? `r${records.size + 1}`;
      keyed.set(key, id);
      const fresh = { id, filename: 'a', createdAt: 0, updatedAt: 0, isUploaded: false, version: 1 };
      if (!records.has(id)) records.set(id, { ...fresh, status: 'pending' });
      return ticket(request, { ...records.get(id)! }, 1);
    }
    const record = records.get(path.split('/')[2]!);
    if (!record) return { status: 404, json: { code: 'NotFound', message: 'There is no such record' } };
    if (method === 'PUT') {
      record.version += 1;
      return ticket(request, { ...record }, record.version);
    }
    const due = inspections.filter((inspection) => {
      inspection.reads -= 1;
      return inspection.reads <= 0;
    });
    inspectThese(due);
    return { status: 200, json: { metadata: record, preSignedUrl: null } };
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
