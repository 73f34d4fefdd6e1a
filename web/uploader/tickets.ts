import type { ImageIntakeClient } from '../../client/client.ts';
import { fitFilename, imageTypeOf } from '../../client/file.ts';
import type { CreateBody, Declared, Metadata, Ticket } from '../../client/types.ts';

/** A file on its way into the service. */
export interface Intake {
  id: string;
  /** The record as it came with the latest ticket. */
  before: Metadata;
  declared: Declared;
}

/** What the uploader knows of a file. */
export interface FileToTake {
  /** Of the uploader. */
  key: string;
  name: string;
  type: string;
  data: Blob;
  title?: string | undefined;
  tags?: string[] | undefined;
}

/**
 * Gives files their tickets: the first makes the record, each further one renews, so that a retry makes no second
 * record. Everything that is known of a file is declared.
 */
export function createTickets(
  client: Pick<ImageIntakeClient, 'create' | 'update' | 'remove'>,
  hash: (file: Blob) => Promise<string>,
) {
  const intakes = new Map<string, Intake>();

  const take = async (file: FileToTake): Promise<Ticket> => {
    const known = intakes.get(file.key);
    const declared = known?.declared ?? (await declare(file));
    const ticket = known
      ? await client.update(known.id, declared)
      : await client.create(recordOf(file, declared));
    intakes.set(file.key, { id: ticket.metadata.id, before: ticket.metadata, declared });
    return ticket;
  };

  const declare = async ({ data, type, name }: FileToTake): Promise<Declared> => {
    const contentType = imageTypeOf(type || data.type, name) as Declared['contentType'];
    const sha256 = await hash(data);
    return { size: data.size, ...(contentType && { contentType }), ...(sha256 && { sha256 }) };
  };

  return {
    take,
    get: (key: string) => intakes.get(key),
    /** The file's upload is over: nothing is left to take back. */
    finish: (key: string) => intakes.delete(key),
    /** The file was cancelled: its record, which never got an image, goes as well. */
    cancel: async (key: string): Promise<string | undefined> => {
      const intake = intakes.get(key);
      if (!intake || !intakes.delete(key)) return undefined;
      await client.remove(intake.id);
      return intake.id;
    },
  };
}

function recordOf({ name, title, tags }: FileToTake, declared: Declared): CreateBody {
  const filename = fitFilename(name);
  const shown = title?.trim() || (name === filename ? undefined : name);
  return {
    filename,
    ...(shown && { title: [...shown].slice(0, 256).join('') }),
    ...(tags && tags.length > 0 && { tags }),
    ...declared,
  };
}
