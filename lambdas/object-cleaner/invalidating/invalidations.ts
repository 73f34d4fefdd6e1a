import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, number } from '../../shared/attribute-values.ts';
import { readItem } from '../../shared/aws/read-item.ts';
import { RENDITION_PREFIX } from '../../shared/delivery/rendition.ts';
import { type EraseIncarnation, eraseIdOf } from '../../shared/following/erase-request.ts';
import { TTL_ATTRIBUTE } from '../../shared/record.ts';

/**
 * Paths in a month of the calendar: as many as AWS does not charge. A few more where several are erased at once.
 * https://aws.amazon.com/cloudfront/pricing/
 */
const MOST_A_MONTH = 1_000;
/** Longer than a month, and than an erase request is looked after, seconds. */
const KEPT_SECONDS = 40 * 86_400;

/** `capped`: as many were asked for as a month may have; caches keep the images until their time is over. */
export type Invalidated = 'asked' | 'known' | 'capped' | 'busy';

/** Has caches forget the images of records that are erased. Its items are no records: they have no `version`. */
export class Invalidations {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;
  readonly #create: (path: string, reference: string) => Promise<boolean>;

  /** @param create - false when it is to be asked again later */
  constructor(
    client: Pick<DynamoDBClient, 'send'>,
    table: string,
    create: (path: string, reference: string) => Promise<boolean>,
  ) {
    this.#client = client;
    this.#table = table;
    this.#create = create;
  }

  /** Once for each erase request. Safe to repeat. @param now - epoch ms */
  async ask(request: EraseIncarnation, now: number): Promise<Invalidated> {
    const reference = `${eraseIdOf(request)}#${request.requestedAt}`;
    const noteId = `invalidated#${reference}`;
    if (await this.#get(noteId)) return 'known';
    const monthId = `invalidations#${new Date(now).toISOString().slice(0, 7)}`;
    const asked = Number((await this.#get(monthId))?.asked?.N ?? 0);
    if (asked >= MOST_A_MONTH) return 'capped';
    if (!(await this.#create(`/${RENDITION_PREFIX}${request.recordId}/*`, reference))) return 'busy';
    const until = number(Math.ceil(now / 1000) + KEPT_SECONDS);
    const Item = { id: { S: noteId }, [TTL_ATTRIBUTE]: until };
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item }));
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: { id: { S: monthId } },
        UpdateExpression: `SET ${TTL_ATTRIBUTE} = :until ADD asked :one`,
        ExpressionAttributeValues: { ':until': until, ':one': number(1) },
      }),
    );
    return 'asked';
  }

  #get(id: string): Promise<Item | undefined> {
    return readItem(this.#client, this.#table, id);
  }
}
