import type { ImageIntakeClient } from '../../client/client.ts';
import type { Metadata } from '../../client/types.ts';

/** Which bytes an image is of. */
type ImageBytes = Pick<Metadata, 'size' | 'sha256' | 'contentVersion'>;

/** What people can change of a record, and its image. A version that rose by anything else is nobody's change. */
interface Content {
  title: string;
  filename: string;
  tags: string[];
  attributes: object;
  image: ImageBytes;
}

export type Changer = 'nobody' | 'me' | 'my other tab' | 'somebody else';

export type OwnChanges = ReturnType<typeof createOwnChanges>;

interface OwnChange {
  content: Partial<Content>;
  here: boolean;
}

/** What tabs tell each other. */
interface Message {
  id: string;
  content: Partial<Content>;
}

/** The part of a BroadcastChannel that is needed. */
export interface TabsChannel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

/** What connects the tabs of this page; undefined where the browser has none. */
export function openTabsChannel(): TabsChannel | undefined {
  return typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('image-intake');
}

/**
 * Remembers what this person did, here and in other tabs, so that a record that is found changed is not put down to
 * somebody else. What was only attempted counts too: its answer may have been lost, and not its deed.
 */
export function createOwnChanges(channel?: TabsChannel) {
  const changes = new Map<string, OwnChange[]>();
  const listeners = new Set<(id: string) => void>();
  const keep = (id: string, change: OwnChange) => changes.set(id, [...(changes.get(id) ?? []), change]);

  channel?.addEventListener('message', ({ data }) => {
    const { id, content } = data as Message;
    keep(id, { content, here: false });
    for (const listener of listeners) listener(id);
  });

  const remember = (id: string, content: Partial<Content>) => {
    keep(id, { content, here: true });
    channel?.postMessage({ id, content } satisfies Message);
  };

  return {
    /** A change that is about to be sent, or bytes that are. */
    attempt: remember,
    /** The client, of which every edit is remembered, wherever it is made. */
    watch: <Client extends Pick<ImageIntakeClient, 'update'>>(client: Client): Client => ({
      ...client,
      update: async (...call: Parameters<ImageIntakeClient['update']>) => {
        const ticket = await client.update(...call);
        remember(ticket.metadata.id, contentOf(ticket.metadata));
        return ticket;
      },
    }),
    /** A record as an own change left it. */
    done: (metadata: Metadata) => remember(metadata.id, contentOf(metadata)),
    /** Who made of `before` what the record is `now`; of several, the one that is the greatest surprise. */
    changer: (before: Metadata, now: Metadata, fields: readonly (keyof Content)[] = FIELDS): Changer => {
      const own = changes.get(now.id) ?? [];
      const was = contentOf(before);
      const is = contentOf(now);
      const changers = fields.map((field): Changer => {
        if (same(field, was, is)) return 'nobody';
        const mine = own.filter(({ content }) => same(field, content, is));
        if (mine.some(({ here }) => here)) return 'me';
        return mine.length > 0 ? 'my other tab' : 'somebody else';
      });
      return SURPRISES.find((changer) => changers.includes(changer)) ?? 'nobody';
    },
    /** Calls with the id of each record that was changed in another tab of this browser. */
    onOtherTab: (listener: (id: string) => void) => {
      listeners.add(listener);
    },
  };
}

const SURPRISES: Changer[] = ['somebody else', 'my other tab', 'me'];
const FIELDS = ['title', 'filename', 'tags', 'attributes', 'image'] as const;

function contentOf(metadata: Metadata): Content {
  const { title = '', filename, tags = [], attributes = {}, size, sha256, contentVersion } = metadata;
  return { title, filename, tags, attributes, image: { size, sha256, contentVersion } };
}

function same(field: keyof Content, a: Partial<Content>, b: Content): boolean {
  const value = a[field];
  if (value === undefined) return false;
  if (field === 'image') return sameImage(value as ImageBytes, b.image);
  return canonical(value) === canonical(b[field]);
}

/** Of bytes on their way the size is known and mostly the checksum, and no version. */
function sameImage(a: ImageBytes, b: ImageBytes): boolean {
  if (a.size !== b.size) return false;
  if (a.sha256 && b.sha256) return a.sha256 === b.sha256;
  return !a.contentVersion || !b.contentVersion || a.contentVersion === b.contentVersion;
}

/** Tags and attributes have no order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return JSON.stringify([...value].sort());
  if (typeof value === 'object') return JSON.stringify(Object.entries(value!).sort());
  return String(value);
}
