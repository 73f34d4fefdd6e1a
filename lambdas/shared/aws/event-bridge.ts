import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { fromEnvironment } from './from-environment.ts';
import { endingInTime, type Patience, requestHandler } from './patience.ts';

/** An EventBridge client for a Lambda function. */
export function eventBridgeClient(patience: Patience): EventBridgeClient {
  const client = new EventBridgeClient({
    ...fromEnvironment('EVENTBRIDGE'),
    ...requestHandler(patience),
  });
  return endingInTime(client, patience);
}
