import type { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { type StageConfig, stages } from '../../../lib/stages/stages.ts';
import { resourcesOf, synthesize, templatesOf } from '../../support/synthesized.ts';

const told: StageConfig = {
  ...stages.dev!,
  webhooks: [{ name: 'a', url: 'https://a.example/', secretParameter: '/a' }],
};

interface Feeding {
  /** May send to a queue which it takes messages from. */
  feedsItself: string[];
  /** Says that it means to. */
  allowed: string[];
}

function feedingOf(api: Template): Feeding {
  const propertiesOf = (type: string) => resourcesOf(api, type).map(([, { Properties }]) => Properties);
  const mentions = (value: unknown, id: string) => JSON.stringify(value).includes(`"${id}"`);
  const feeding: Feeding = { feedsItself: [], allowed: [] };
  for (const [id, { Properties }] of resourcesOf(api, 'AWS::Lambda::Function')) {
    const aliases = resourcesOf(api, 'AWS::Lambda::Alias').filter(([, alias]) => mentions(alias, id));
    const sources = propertiesOf('AWS::Lambda::EventSourceMapping')
      .filter(({ FunctionName }) =>
        [id, ...aliases.map(([alias]) => alias)].some((name) => mentions(FunctionName, name)),
      )
      .map(({ EventSourceArn }) => JSON.stringify(EventSourceArn));
    const targets = propertiesOf('AWS::IAM::Policy')
      .filter(({ Roles }) => mentions(Roles, Properties.Role['Fn::GetAtt'][0]))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
      .flatMap(({ Resource }) => [Resource].flat().map((resource) => JSON.stringify(resource)));
    const name = id.replace(/Function.*/, '');
    if (targets.some((target) => sources.includes(target))) feeding.feedsItself.push(name);
    if (Properties.RecursiveLoop === 'Allow') feeding.allowed.push(name);
  }
  return feeding;
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
it.each([...Object.entries(stages), ['told', told] as const])(
  'the functions of %s that feed their own queues say so, and no others: Lambda stops them after 16 rounds',
  (name, config) => {
    const { api } = templatesOf(synthesize(name, { stages: { [name]: config } }));
    const { feedsItself, allowed } = feedingOf(api!);
    expect(feedsItself).toEqual(['ChangeRelay', 'ObjectCleaner', 'Reconciler']);
    expect(allowed).toEqual(feedsItself);
  },
);
