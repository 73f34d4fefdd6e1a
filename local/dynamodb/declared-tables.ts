import type { Identities } from '../iam/identities.ts';
import type { LocalRunOptions } from '../options.ts';
import { reaching } from '../reaching.ts';
import type { Deployment } from '../template/deployment.ts';
import { keptTables } from './kept-tables.ts';
import { type LocalDynamo, startDynamo } from './server.ts';

/** Starts the local DynamoDB with the declared tables. @throws Error when the engine refuses one */
export async function startTables(
  { dynamodb, data, onCall, faults }: LocalRunOptions,
  deployment: Deployment,
  identities: Identities,
): Promise<LocalDynamo> {
  const { region, accountId } = deployment.environment;
  const dynamo = await startDynamo({
    region,
    accountId,
    identities,
    external: dynamodb,
    data: data && { folder: data, tables: await keptTables(data, deployment) },
    onCall,
    fault: faults?.dynamodb,
  });
  try {
    await reaching('DynamoDB', dynamodb?.endpoint, dynamo.create(deployment));
    return dynamo;
  } catch (error) {
    await dynamo.close();
    throw error;
  }
}
