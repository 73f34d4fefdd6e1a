import { stages } from '../../lib/stages/stages.ts';

/** Where the clients of a stage's commands go: its own region, else the one of the environment, as the AWS CLI does. */
export function clientConfigOf(stage: string): { region?: string } {
  // The SDK for JavaScript does not know the second variable, which the AWS CLI reads first.
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = stages[stage]?.env?.region || AWS_REGION || AWS_DEFAULT_REGION;
  return region ? { region } : {};
}
