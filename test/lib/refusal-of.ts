import { type StageConfig, stages } from '../../lib/stages/stages.ts';
import { validateStage } from '../../lib/stages/validate-stage.ts';

/** What is said of the stage dev with other settings; empty when nothing is. */
export function refusalOf(settings: Partial<StageConfig>): string {
  try {
    validateStage('dev', { ...stages.dev!, ...settings });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
