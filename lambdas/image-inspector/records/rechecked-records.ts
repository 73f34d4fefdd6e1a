import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Item, number, scalarMap } from '../../shared/attribute-values.ts';
import { readItem } from '../../shared/aws/read-item.ts';
import { isSameRecord } from '../../shared/same-record.ts';
import type { Upload } from '../events.ts';
import { type RecordName, type UpdateOutcome, updateRecord } from './conditional-update.ts';
import { type RecordState, ticketOf } from './record-state.ts';

/** The image of a record, as it was read. */
export interface FoundImage {
  state: RecordState;
  /** What was found in it: the attribute as it is. */
  image: Item;
}

/** What is to be changed of a record's image. */
export interface Correction {
  /** What was found now, where that differs. */
  image: Item | undefined;
  /** Its thumbnail is of another image, or gone. */
  forgetThumbnail: boolean;
}

/** Every DynamoDB call of a recheck, beside those of an upload that it receives. */
export class RecheckedRecords {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #tableName: string;
  readonly #ticketSeconds: number;

  /** @param ticketSeconds - how long a ticket lives */
  constructor(client: Pick<DynamoDBClient, 'send'>, tableName: string, ticketSeconds: number) {
    this.#client = client;
    this.#tableName = tableName;
    this.#ticketSeconds = ticketSeconds;
  }

  /** The record as it is, whatever it says: what cannot be read may have to be mended. */
  async find({ id, incarnation }: RecordName): Promise<{ item: Item } | { outcome: 'missing' | 'another' }> {
    const item = await readItem(this.#client, this.#tableName, id);
    if (!item?.version) return { outcome: 'missing' };
    return isSameRecord(item, incarnation) ? { item } : { outcome: 'another' };
  }

  /** Corrects what a record says of its image, if it says the same of it as when it was found. */
  correct(
    upload: Upload,
    found: FoundImage,
    { image, forgetThumbnail }: Correction,
    now: number,
  ): Promise<UpdateOutcome> {
    const parts: Part[] = [
      {
        condition: 'imageEvent = :event AND objectKeys[0] = :key',
        values: { ':event': { S: found.state.imageEvent! }, ':key': { S: upload.key } },
      },
      sameMap('image', found.image),
    ];
    if (image) {
      const values = { ':image': { M: image }, ':now': number(now), ':one': number(1) };
      parts.push({ set: 'image = :image, updatedAt = :now', values });
      const isOther = image.versionId?.S !== found.image.versionId?.S;
      if (isOther) parts.push(this.#ticketOf(upload, found.state));
    }
    const sets = parts.flatMap(({ set }) => set ?? []).join(', ');
    const actions = [
      sets && `SET ${sets}`,
      image && 'ADD version :one',
      forgetThumbnail && 'REMOVE thumbnail',
    ];
    return updateRecord(this.#client, this.#tableName, upload.parsed, {
      ConditionExpression: parts.flatMap(({ condition }) => condition ?? []).join(' AND '),
      UpdateExpression: actions.filter(Boolean).join(' '),
      ExpressionAttributeNames: Object.assign({}, ...parts.map(({ names }) => names)),
      ExpressionAttributeValues: Object.assign({}, ...parts.map(({ values }) => values)),
    });
  }

  /** Puts a record where lists look for it. Not seen by clients, so that its revision stays. */
  place(name: RecordName, createdAt: number, feed: string, sortKey: string): Promise<UpdateOutcome> {
    return updateRecord(this.#client, this.#tableName, name, {
      ConditionExpression: 'createdAt = :createdAt',
      UpdateExpression: 'SET feed = :feed, sortKey = :sortKey',
      ExpressionAttributeValues: {
        ':createdAt': number(createdAt),
        ':feed': { S: feed },
        ':sortKey': { S: sortKey },
      },
    });
  }

  /**
   * The ticket of the accepted image names its version, by which it is put aside once it is replaced, and by which an event
   * that is still to come is known. Release 0.1.0 remembered no tickets.
   */
  #ticketOf(upload: Upload, { used, imageEvent }: RecordState): Part {
    const { versionId, parsed } = upload;
    const former =
      used?.[parsed.uploadId] ?? ticketOf({ ...upload, order: imageEvent! }, this.#ticketSeconds);
    const { event, until } = former;
    const ticket = scalarMap({ event, until, ...(versionId !== undefined && { versionId }) });
    if (!used) {
      const values = { ':used': { M: { [parsed.uploadId]: ticket } } };
      return { set: 'used = :used', condition: 'attribute_not_exists(used)', values };
    }
    return {
      set: 'used.#upload = :used',
      condition: 'attribute_exists(used)',
      names: { '#upload': parsed.uploadId },
      values: { ':used': ticket },
    };
  }
}

/** Of an update. */
interface Part {
  set?: string;
  condition?: string;
  names?: Record<string, string>;
  values: Item;
}

/** That a map of scalars is still this one, entry by entry: the embedded engine compares no maps. */
function sameMap(name: string, map: Item): Part {
  const entries = Object.entries(map);
  return {
    condition: [`size(${name}) = :entries`, ...entries.map((_, i) => `${name}.#entry${i} = :entry${i}`)].join(
      ' AND ',
    ),
    names: Object.fromEntries(entries.map(([entry], i) => [`#entry${i}`, entry])),
    values: {
      ':entries': number(entries.length),
      ...Object.fromEntries(entries.map(([, value], i) => [`:entry${i}`, value])),
    },
  };
}
