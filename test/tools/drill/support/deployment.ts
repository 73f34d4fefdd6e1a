import type { TemplateResource } from '../../../../local/template/assembly.ts';
import { type Deployment, deploy } from '../../../../local/template/deployment.ts';

/** One stack of these resources, as if deployed. */
export const deploymentOf = (Resources: Record<string, TemplateResource>): Deployment =>
  deploy([{ name: 'app', region: undefined, template: { Resources }, assets: new Map() }], {
    accountId: '000000000000',
    region: 'us-east-1',
    queueUrl: (name) => `http://127.0.0.1/${name}`,
  });
