import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
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

/**
 * A table in memory that runs GetItem, PutItem, UpdateItem and DeleteItem with their expressions as DynamoDB would, transactions of
 * Put and Delete, and the query of the `user` index that the cleaner asks.
 */
export class FakeTable {
  readonly items = new Map<string, Item>();
  readonly updates: UpdateItemCommand['input'][] = [];
  /** What items were after each write, undefined once deleted, in their order. */
  readonly history: { id: string; item: Item | undefined }[] = [];
  /** Told of each write, as the table's stream would. */
  onWrite: (before: Item | undefined, after: Item | undefined) => void = () => {};
  /** What the functions take for a client. */
  readonly client = { send: async (command: object) => this.#send(command) } as unknown as DynamoDBClient;

  /** Puts an item where none is, as an operator does. */
  restore(id: string, item: Item): void {
    if (!this.items.has(id)) this.#set(id, item);
  }

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
    if (command instanceof TransactWriteItemsCommand) return this.#transact(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof BatchGetItemCommand) return this.#getMany(command.input);
    if (command instanceof ScanCommand) return this.#scan(command.input);
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

  #transact({ TransactItems = [] }: TransactWriteItemsCommand['input']) {
    const writes = TransactItems.map(({ Put, Delete }) => ({
      id: (Put?.Item ?? Delete?.Key)!.id!.S!,
      item: Put?.Item,
      input: (Put ?? Delete)!,
    }));
    const held = writes.map(({ id, input }) => this.#holds(id, input));
    if (held.includes(false)) {
      throw new TransactionCanceledException({
        message: 'Transaction cancelled',
        $metadata: {},
        CancellationReasons: held.map((holds) => ({ Code: holds ? 'None' : 'ConditionalCheckFailed' })),
      });
    }
    for (const { id, item } of writes) this.#set(id, item);
    return {};
  }

  #getMany({ RequestItems = {} }: BatchGetItemCommand['input']) {
    const answers = Object.entries(RequestItems).map(([table, { Keys = [] }]) => {
      const items = Keys.map((key) => this.items.get(key.id!.S!));
      return [table, items.filter((item) => item !== undefined)];
    });
    return { Responses: Object.fromEntries(answers) };
  }

  /** By id, where DynamoDB has an order of its own; of filters only the one for ids. */
  #scan({ ExclusiveStartKey, Limit, ExpressionAttributeValues }: ScanCommand['input']) {
    const from = ExclusiveStartKey?.id?.S ?? '';
    const rest = [...this.items.values()]
      .filter(({ id }) => id!.S! > from)
      .sort((a, b) => (a.id!.S! < b.id!.S! ? -1 : 1));
    const page = rest.slice(0, Limit);
    const prefix = ExpressionAttributeValues?.[':prefix']?.S ?? '';
    return {
      Items: page.filter(({ id }) => id!.S!.startsWith(prefix)),
      ...(rest.length > page.length && { LastEvaluatedKey: { id: page.at(-1)!.id } }),
    };
  }

  #query({ ExpressionAttributeValues: values = {}, ExclusiveStartKey, Limit }: QueryCommand['input']) {
    const from = ExclusiveStartKey?.sortKey?.S ?? '';
    const found = [...this.items.values()]
      .filter(({ userId, sortKey }) => userId?.S === values[':partition']!.S && sortKey!.S! > from)
      .filter(({ sortKey }) => sortKey!.S! <= values[':to']!.S!)
      .sort((a, b) => (a.sortKey!.S! < b.sortKey!.S! ? -1 : 1));
    const Items = found.slice(0, Limit);
    return { Items, ...(found.length > Items.length && { LastEvaluatedKey: Items.at(-1) }) };
  }

  #set(id: string, item: Item | undefined): void {
    const before = this.items.get(id);
    this.history.push({ id, item });
    if (item) this.items.set(id, item);
    else this.items.delete(id);
    this.onWrite(before, item);
  }

  #holds(id: string, { ConditionExpression, ...named }: Write): boolean {
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = named;
    return (
      !ConditionExpression || evaluateCondition(ConditionExpression, this.items.get(id) ?? {}, names, values)
    );
  }

  #check(id: string, input: Write): void {
    if (this.#holds(id, input)) return;
    const item = this.items.get(id);
    throw new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: {},
      ...(item && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && { Item: item }),
    });
  }
}
