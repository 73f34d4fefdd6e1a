import { SSMClient } from '@aws-sdk/client-ssm';
import { fromEnvironment } from './from-environment.ts';
import { endingInTime, type Patience, requestHandler } from './patience.ts';

/** An SSM client for a Lambda function. */
export function ssmClient(patience: Patience): SSMClient {
  return endingInTime(new SSMClient({ ...fromEnvironment('SSM'), ...requestHandler(patience) }), patience);
}
