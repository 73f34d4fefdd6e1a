import { Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Environment } from '../../../lambdas/shared/env.ts';
import type { WEBHOOK_SENDER_ENV } from '../../../lambdas/webhook-sender/env.ts';
import type { Logging } from '../../stages/cdk-values.ts';
import { parameterArn } from '../../stages/parameters.ts';
import { endpointsOf, type WebhookConfig } from '../../stages/webhooks.ts';
import type { Storage } from '../storage/storage.ts';
import { SENDER_TIMEOUT_SECONDS } from '../storage/webhook-queue.ts';
import { ServiceFunction } from './service-function.ts';

export interface WebhookSenderFunctionProps {
  logging: Logging;
  webhooks: readonly WebhookConfig[];
  storage: Pick<Storage, 'webhooks'>;
}

/** Deliveries at once to an endpoint that does not say. */
const CONCURRENCY = 5;

/** Posts events to the endpoints of the stage, each from its own queue: one that hangs delays no other. */
export class WebhookSenderFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, { logging, webhooks, storage }: WebhookSenderFunctionProps) {
    const queueOf = (name: string) => storage.webhooks.get(name)!;
    const stack = Stack.of(scope);
    super(scope, id, {
      logging,
      name: 'webhook-sender',
      environment: {
        WEBHOOKS: stack.toJsonString(endpointsOf(webhooks, (name) => queueOf(name).queue.queueUrl)),
      } satisfies Environment<typeof WEBHOOK_SENDER_ENV>,
      memoryMb: 512,
      timeoutSeconds: SENDER_TIMEOUT_SECONDS,
      // A receiver has ten seconds; the secret and the queue are AWS's.
      p99Ms: 15_000,
    });
    Grant.addToPrincipal({
      grantee: this.function,
      actions: ['ssm:GetParameter'],
      resourceArns: [...new Set(webhooks.map((webhook) => parameterArn(stack, webhook.secretParameter)))],
    });
    for (const { name, concurrency = CONCURRENCY } of webhooks) {
      queueOf(name).grantDeliver(this.function);
      this.consume(`Webhook-${name}`, queueOf(name).queue, { batchSize: 1, maxConcurrency: concurrency });
    }
  }
}
