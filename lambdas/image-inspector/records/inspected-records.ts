import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MAX_USED_TICKETS } from '../../../contract/fields.ts';
import { number, scalarMap } from '../../shared/attribute-values.ts';
import { uploadIdOf } from '../../shared/objects/object-key.ts';
import { type InspectedImage, type Rejection, TTL_ATTRIBUTE } from '../../shared/record.ts';
import type { Upload } from '../events.ts';
import { type UpdateOutcome, updateRecord, type Write } from './conditional-update.ts';
import { forgetting, keyValues, unchanged } from './forgetting.ts';
import { type RecordState, runOut, surelyRunOut, ticketOf, usedBy } from './record-state.ts';

/**
 * `done`: written. `used`: the ticket was used before, by this event or by another. `passed`: a later event is on the
 * record, or its list of keys has changed. `full`: too many tickets were used that may not have run out. `missing`: no
 * such record. `another`: its id belongs to another record by now.
 */
export type WriteOutcome = UpdateOutcome | { outcome: 'used' | 'full'; state: RecordState };

/** Of an image that release 0.1.0 accepted and another replaced: no event is called so. */
const UNKNOWN_EVENT = 'unknown';

/** An event waits for days at most: four in its queue, fourteen among the dead letters. */
const LATEST_EVENT_MS = 18 * 86_400_000;

const UNUSED =
  'attribute_exists(used) AND attribute_not_exists(used.#upload) AND size(used) < :mostUsed ' +
  // Release 0.1.0 accepted it, which remembered no tickets.
  'AND NOT contains(objectKeys, :object)';

/** What a recheck takes for an upload must be the first that the record is told of: a listing does not tell an order. */
const PENDING = 'attribute_not_exists(imageEvent) AND attribute_not_exists(rejectionEvent)';

/** What the inspector writes of uploads: conditional updates of the very record that an upload's ticket is of. */
export class InspectedRecords {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #tableName: string;
  readonly #ticketSeconds: number;

  /** @param ticketSeconds - how long a ticket lives */
  constructor(client: Pick<DynamoDBClient, 'send'>, tableName: string, ticketSeconds: number) {
    this.#client = client;
    this.#tableName = tableName;
    this.#ticketSeconds = ticketSeconds;
  }

  /** Writes an accepted image, unless its ticket was used, or one of a later event is on the record. */
  accept(upload: Upload, image: InspectedImage, now: number): Promise<WriteOutcome> {
    return this.#use(upload, now, {
      ConditionExpression: upload.listed
        ? PENDING
        : '(attribute_not_exists(imageEvent) OR imageEvent < :event)',
      UpdateExpression:
        'SET used.#upload = :used, image = :image, imageEvent = :event, updatedAt = :now, ' +
        'objectKeys = list_append(:key, if_not_exists(objectKeys, :none)) ' +
        `ADD version :one, contentVersion :one REMOVE ${TTL_ATTRIBUTE}, thumbnail`,
      ExpressionAttributeValues: {
        ':event': { S: upload.order },
        ':image': scalarMap(image),
        ':now': number(now),
        ':key': { L: [{ S: upload.key }] },
        ':none': { L: [] },
        ':one': number(1),
      },
    });
  }

  /**
   * Tells a record of a refused upload, unless its ticket was used, or a later refusal is on the record.
   * @param remember - false when the record can remember no further ticket
   */
  reject(upload: Upload, rejection: Rejection, now: number, remember = true): Promise<WriteOutcome> {
    const write = {
      ConditionExpression: upload.listed
        ? PENDING
        : '(attribute_not_exists(rejectionEvent) OR rejectionEvent < :event)',
      UpdateExpression:
        'SET rejection = :rejection, rejectionEvent = :event, updatedAt = :now' +
        `${remember ? ', used.#upload = :used' : ''} ADD version :one`,
      ExpressionAttributeValues: {
        ':rejection': scalarMap(rejection),
        ':event': { S: upload.order },
        ':now': number(now),
        ':one': number(1),
      },
    };
    return remember ? this.#use(upload, now, write) : this.#update(upload, write);
  }

  /** Remembers that an upload has used its ticket, though nothing came of it. */
  spend(upload: Upload, now: number): Promise<WriteOutcome> {
    return this.#use(upload, now, {
      UpdateExpression: 'SET used.#upload = :used',
      ExpressionAttributeValues: {},
    });
  }

  /**
   * Forgets the replaced keys, and the tickets of which no event can come any more, unless the keys are not those of `seen`
   * any more. What release 0.1.0 accepted is remembered from here on: its ticket may not have run out.
   */
  forgetReplaced(upload: Upload, seen: RecordState, now: number): Promise<WriteOutcome> {
    const [current, ...replaced] = seen.objectKeys;
    const { names, removal } = forgetting(runOut({ ...seen, objectKeys: [current!] }, now - LATEST_EVENT_MS));
    const unknown = replaced.map(uploadIdOf).filter((uploadId) => !seen.used?.[uploadId]);
    const remembered = [...new Set(unknown)].map((uploadId, i) => [`#unknown${i}`, uploadId] as const);
    const until = surelyRunOut(now, this.#ticketSeconds);
    return this.#update(upload, {
      ConditionExpression: unchanged(seen.objectKeys),
      UpdateExpression: `SET objectKeys = :current${remembered.map(([name]) => `, used.${name} = :unknown`).join('')} ${removal}`,
      ExpressionAttributeNames: { ...names, ...Object.fromEntries(remembered) },
      ExpressionAttributeValues: {
        ...keyValues(seen.objectKeys),
        ':current': { L: [{ S: current! }] },
        ...(remembered.length > 0 && { ':unknown': scalarMap({ event: UNKNOWN_EVENT, until }) }),
      },
    });
  }

  /** A write that uses the ticket of an upload, if no upload has used it before. */
  async #use(upload: Upload, now: number, write: Write): Promise<WriteOutcome> {
    const result = await this.#update(upload, {
      ...write,
      ConditionExpression: [UNUSED, write.ConditionExpression].filter(Boolean).join(' AND '),
      ExpressionAttributeNames: { '#upload': upload.parsed.uploadId },
      ExpressionAttributeValues: {
        ...write.ExpressionAttributeValues,
        ':used': scalarMap(ticketOf(upload, this.#ticketSeconds)),
        ':mostUsed': number(MAX_USED_TICKETS),
        ':object': { S: upload.key },
      },
    });
    if (result.outcome !== 'passed') return result;
    const { state } = result;
    if (usedBy(state, upload) !== undefined) return { outcome: 'used', state };
    if (state.used === undefined) {
      const begin = 'SET used = if_not_exists(used, :noTickets)';
      await this.#update(upload, {
        UpdateExpression: begin,
        ExpressionAttributeValues: { ':noTickets': { M: {} } },
      });
      return this.#use(upload, now, write);
    }
    if (Object.keys(state.used).length < MAX_USED_TICKETS) return result;
    const { names, removal } = forgetting(runOut(state, now));
    if (!removal) return { outcome: 'full', state };
    await this.#update(upload, {
      UpdateExpression: removal,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {},
    });
    return this.#use(upload, now, write);
  }

  #update({ parsed }: Upload, write: Write): Promise<UpdateOutcome> {
    return updateRecord(this.#client, this.#tableName, parsed, write);
  }
}
