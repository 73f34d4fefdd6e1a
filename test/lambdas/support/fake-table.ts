import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../lambdas/shared/attribute-values.ts';
import { evaluateCondition, runUpdate } from './expressions.ts';

/** What the commands that write have in common. */
interface Write {
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
  ReturnValuesOnConditionCheckFailure?: string | undefined;
}

/** A table in memory that runs GetItem, PutItem, UpdateItem and DeleteItem with their expressions as DynamoDB would. */
export class FakeTable {
  readonly items = new Map<string, Item>();
  readonly updates: UpdateItemCommand['input'][] = [];
  /** What items were after each write, undefined once deleted, in their order. */
  readonly history: { id: string; item: Item | undefined }[] = [];
  /** What the functions take for a client. */
  readonly client = { send: async (command: object) => this.#send(command) } as unknown as DynamoDBClient;

  #send(command: object): object {
    if (command instanceof GetItemCommand) return { Item: this.items.get(command.input.Key!.id!.S!) };
    if (command instanceof PutItemCommand) {
      const id = command.input.Item!.id!.S!;
      this.#check(id, command.input);
      this.#set(id, command.input.Item!);
      return {};
    }
    if (command instanceof DeleteItemCommand) {
      const id = command.input.Key!.id!.S!;
      this.#check(id, command.input);
      this.#set(id, undefined);
      return {};
    }
    if (command instanceof UpdateItemCommand) return this.#update(command.input);
    throw new Error(`The fake table does not know ${command.constructor.name}`);
  }

  #update(input: UpdateItemCommand['input']) {
    this.updates.push(input);
    const id = input.Key!.id!.S!;
    this.#check(id, input);
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
    const updated = runUpdate(
      input.UpdateExpression!,
      this.items.get(id) ?? { id: { S: id } },
      names,
      values,
    );
    this.#set(id, updated);
    return { Attributes: updated };
  }

  #set(id: string, item: Item | undefined): void {
    this.history.push({ id, item });
    if (item) this.items.set(id, item);
    else this.items.delete(id);
  }

  #check(id: string, input: Write): void {
    const {
      ConditionExpression,
      ExpressionAttributeNames: names = {},
      ExpressionAttributeValues: values = {},
    } = input;
    const item = this.items.get(id);
    if (!ConditionExpression || evaluateCondition(ConditionExpression, item ?? {}, names, values)) return;
    throw new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: {},
      ...(item && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && { Item: item }),
    });
  }
}
