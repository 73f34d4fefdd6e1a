import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './synthesized.ts';

/** What a role may do, action by action, with the resources by short names. @param role - its logical id */
export function grantsOfRole(api: Template, role: string): string[] {
  const grants = resourcesOf(api, 'AWS::IAM::Policy')
    .filter(([, policy]) => policy.Properties.Roles.some((r: { Ref: string }) => r.Ref === role))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((r) => `${action} ${shortName(r)}`)),
    );
  return grants.sort();
}

function shortName(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const text = JSON.stringify(resource);
  const tail = /(\/[^"]*)"\]\]\}$/.exec(text)?.[1] ?? '';
  const kind = [
    ['table/stream', /RecordsTable.*StreamArn/],
    ['table', /RecordsTable/],
    ['bucket', /ImagesBucket/],
    ['uploads', /UploadsQueue/],
    ['thumbnails', /ThumbnailsQueue/],
    ['cleaning', /CleaningQueue/],
    ['unrelayed', /UnrelayedQueue/],
    ['reconciling', /ReconcilingQueue/],
    ['logs', /Logs/],
  ].find(([, pattern]) => (pattern as RegExp).test(text));
  return kind ? `${kind[0]}${tail}` : text;
}
