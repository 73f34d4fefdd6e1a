import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { number } from '../../shared/attribute-values.ts';
import { digest } from '../../shared/digest.ts';
import { TTL_ATTRIBUTE } from '../../shared/record.ts';
import { DomainError, invalidField } from '../errors.ts';

const HOUR_SECONDS = 3600;

/** Counts the tickets that owners take: an item an owner and hour, which is no record, and expires with its hour. */
export class TicketCounter {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * What counts one ticket, ahead of what it is for: one write, and never more than the limit, however many ask at once. What
   * fails afterwards stays counted.
   * @param most - in an hour of the clock; undefined counts nothing
   * @param now - epoch ms
   * @throws DomainError `ValidationFailed` where there is no owner; from what counts, `HourlyLimitReached`
   */
  counting(userId: string | undefined, most: number | undefined, now: number): () => Promise<void> {
    if (most === undefined) return async () => {};
    if (userId === undefined) throw invalidField('userId', 'is required with ticketsPerHour');
    return () => this.#count(userId, most, now);
  }

  async #count(userId: string, most: number, now: number): Promise<void> {
    const seconds = Math.floor(now / 1000);
    const end = seconds - (seconds % HOUR_SECONDS) + HOUR_SECONDS;
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: { id: { S: `tickets#${digest('tickets', userId).toString('base64url')}#${end}` } },
      UpdateExpression: `SET ${TTL_ATTRIBUTE} = :end ADD issued :one`,
      ConditionExpression: 'attribute_not_exists(issued) OR issued < :most',
      ExpressionAttributeValues: { ':end': number(end), ':one': number(1), ':most': number(most) },
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new DomainError('HourlyLimitReached', `The owner has taken ${most} tickets in this hour`, {
        retryAfterSeconds: end - seconds,
      });
    }
  }
}
