import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { RecordStore } from '../../../lambdas/image-inspector/records.ts';
import { evaluateCondition, type Item, runUpdate } from './expressions.ts';

type Client = ConstructorParameters<typeof RecordStore>[0];

/** A table in memory that runs UpdateItem with its condition and update expressions as DynamoDB would. */
export class FakeTable {
  readonly items = new Map<string, Item>();
  readonly updates: UpdateItemCommand['input'][] = [];
  /** What {@link RecordStore} takes for a client. */
  readonly client = {
    send: (command: UpdateItemCommand) => this.#update(command.input),
  } as unknown as Client;

  async #update(input: UpdateItemCommand['input']) {
    this.updates.push(input);
    const id = input.Key!.id!.S!;
    const item = this.items.get(id);
    const values = input.ExpressionAttributeValues ?? {};
    const condition = input.ConditionExpression?.replace(
      /#\w+/g,
      (name) => input.ExpressionAttributeNames![name]!,
    );
    if (condition && !evaluateCondition(condition, item ?? {}, values)) {
      throw new ConditionalCheckFailedException({
        message: 'The conditional request failed',
        $metadata: {},
        ...(item && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && { Item: item }),
      });
    }
    const updated = runUpdate(input.UpdateExpression!, item ?? { id: { S: id } }, values);
    this.items.set(id, updated);
    return { Attributes: updated satisfies Record<string, AttributeValue> };
  }
}
