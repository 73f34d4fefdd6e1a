import { synthesize } from '../../support/synthesized.ts';
import type { Resource, StageTemplates } from './templates.ts';
import { VARIANTS } from './variants.ts';

/** The first resource of a stack whose logical id begins so, to be spoilt. */
export type Find = (stack: string, prefix: string) => Resource;

let text: string | undefined;

/** The templates of dev with a fault put in, to see that the rules of the matrix find it. */
export function spoilt(spoil: (find: Find, stage: StageTemplates) => void): StageTemplates {
  text ??= templatesOfDev();
  const stage: StageTemplates = { stacks: JSON.parse(text), region: 'eu-central-1' };
  spoil((stack, prefix) => {
    const found = Object.entries(stage.stacks[stack]!.Resources).find(([id]) => id.startsWith(prefix));
    if (!found) throw new Error(`${stack} has no ${prefix}*`);
    return found[1];
  }, stage);
  return stage;
}

function templatesOfDev(): string {
  const { stacks } = synthesize('dev', { stages: { dev: VARIANTS.dev! } });
  const templates = stacks.map(({ hierarchicalId, template }) => [hierarchicalId.split('/')[1], template]);
  return JSON.stringify(Object.fromEntries(templates));
}
