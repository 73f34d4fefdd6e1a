import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { EventType } from '../../contract/events.ts';
import type { StageConfig } from '../../lib/stages/stages.ts';
import { outputWordOf } from '../../lib/stages/webhooks.ts';
import { outputsOf } from '../stage-outputs.ts';

/** Where the events of an endpoint wait. */
export interface WebhookTarget {
  name: string;
  queueUrl: string;
  /** All when left out. */
  events?: readonly EventType[] | undefined;
}

export interface StageWebhooks {
  tableName: string;
  endpoints: WebhookTarget[];
}

/**
 * The endpoints of a deployed stage, or one of them.
 * @throws Error with one sentence: the stage, or the endpoint, is not there
 */
export async function findWebhooks(
  stage: string,
  { webhooks }: Pick<StageConfig, 'webhooks'>,
  cloudFormation: CloudFormationClient,
  only?: string,
): Promise<StageWebhooks> {
  const declared = endpointsOf(stage, webhooks, only);
  const outputs = await outputsOf(cloudFormation, `${stage}-storage`);
  const tableName = outputs.get('RecordTableName');
  if (!tableName)
    throw new Error(`${stage} is not deployed: this account and region have no stack ${stage}-storage.`);
  const endpoints = declared.map(({ name, events }) => {
    const queueUrl = outputs.get(`Webhook${outputWordOf(name)}QueueUrl`);
    if (!queueUrl) throw new Error(`The webhook ${name} of ${stage} is not deployed yet.`);
    return { name, queueUrl, events };
  });
  return { tableName, endpoints };
}

/** As lib/stages/stages.ts has them. @throws Error that names those there are */
export function endpointsOf<Endpoint extends { name: string }>(
  stage: string,
  webhooks: readonly Endpoint[],
  only?: string,
): Endpoint[] {
  const found = webhooks.filter(({ name }) => only === undefined || name === only);
  if (found.length > 0) return found;
  const names = webhooks.map(({ name }) => name).join(', ') || 'none';
  throw new Error(
    `${stage} has no webhook${only === undefined ? '' : ` ${only}`} in lib/stages/stages.ts; known: ${names}.`,
  );
}
