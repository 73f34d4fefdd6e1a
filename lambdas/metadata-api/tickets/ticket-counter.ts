import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { number } from '../../shared/attribute-values.ts';
import { TTL_ATTRIBUTE } from '../../shared/record.ts';
import { DomainError } from '../errors.ts';
import { digest } from '../records/identity.ts';

const HOUR_SECONDS = 3600;

/** Who takes tickets, and how many may be taken in an hour of the clock. */
export interface TicketLimit {
  userId: string;
  ticketsPerHour: number;
}

/** Counts the tickets that owners take: an item an owner and hour, which is no record, and expires with its hour. */
export class TicketCounter {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #table: string;

  constructor(client: Pick<DynamoDBClient, 'send'>, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Counts one ticket, ahead of what it is for: one write, and never more than the limit, however many ask at once. What
   * fails afterwards stays counted.
   * @param now - epoch ms
   * @throws DomainError `HourlyLimitReached`
   */
  async count({ userId, ticketsPerHour }: TicketLimit, now: number): Promise<void> {
    const seconds = Math.floor(now / 1000);
    const end = seconds - (seconds % HOUR_SECONDS) + HOUR_SECONDS;
    const command = new UpdateItemCommand({
      TableName: this.#table,
      Key: { id: { S: `tickets#${digest('tickets', userId).toString('base64url')}#${end}` } },
      UpdateExpression: `SET ${TTL_ATTRIBUTE} = :end ADD issued :one`,
      ConditionExpression: 'attribute_not_exists(issued) OR issued < :most',
      ExpressionAttributeValues: { ':end': number(end), ':one': number(1), ':most': number(ticketsPerHour) },
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new DomainError(
        'HourlyLimitReached',
        `This owner has taken ${ticketsPerHour} tickets within this hour, which is the limit`,
        { retryAfterSeconds: end - seconds },
      );
    }
  }
}
