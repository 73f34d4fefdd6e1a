import { stages } from '../../lib/stages/stages.ts';

/** Where the clients of a stage's commands go: its own region, else the one of the environment, as the AWS CLI does. */
export function clientConfigOf(stage: string): { region?: string } {
  const region = stages[stage]?.env?.region;
  return region ? { region } : {};
}
