import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const page = readFileSync('docs/deploy.md', 'utf8');
const read = (name: string) => readFileSync(`.github/workflows/${name}`, 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text!);

interface Policy {
  Statement: { Effect: string; Action: string | string[]; Condition?: object }[];
}
const [trust, policy] = blocks('json').map((text) => JSON.parse(text) as Policy);

describe('docs/deploy.md', () => {
  it('starts workflows that can be started, with inputs that they have', () => {
    const runs = [...page.matchAll(/gh workflow run (\S+)((?: --field \S+)+)/g)];
    expect(runs.map(([, name]) => name)).toEqual(['deploy-stage.yml', 'rollback.yml']);
    for (const [, name, fields] of runs) {
      const { inputs } = parse(read(name!)).on.workflow_dispatch;
      const given = [...fields!.matchAll(/--field (\w+)=(\S+)/g)];
      expect(given.map(([, field]) => field).sort()).toEqual(Object.keys(inputs).sort());
      for (const [, field, value] of given)
        if (inputs[field!].options) expect(inputs[field!].options).toContain(value);
    }
  });

  it('sets the variables that the workflows read, and makes the environments that they name', () => {
    const workflows = globSync('*.yml', { cwd: '.github/workflows' }).map(read).join('\n');
    const variables = new Set([...workflows.matchAll(/\bvars\.(\w+)/g)].map(([, name]) => name!));
    const set = [...page.matchAll(/gh variable set (\w+)/g)].map(([, name]) => name!);
    expect(set.sort()).toEqual([...variables].sort());
    expect(page).toContain('repos/$REPO/environments/prod-approval');
    expect(page).toContain('gh api --method PUT "repos/$REPO/environments/$STAGE"');
  });

  it('has both forms of the subject that the role trusts', () => {
    expect(page).toContain('`repo:OWNER@OWNER_ID/REPOSITORY@REPOSITORY_ID:environment:STAGE`');
    expect(page).toContain('`repo:OWNER/REPOSITORY:environment:STAGE`');
    expect(trust!.Statement[0]!.Condition).toMatchObject({
      StringEquals: { 'token.actions.githubusercontent.com:sub': 'SUBJECT' },
    });
  });

  it('allows the role what the commands of the jobs call, and nothing else', () => {
    const services: Record<string, string> = { 'api-gateway': 'apigateway', codedeploy: 'codedeploy' };
    const called = new Set(['sts:AssumeRole']);
    for (const file of globSync('tools/{release,smoke}/*.ts')) {
      const imports = readFileSync(file, 'utf8').matchAll(
        /import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g,
      );
      for (const [, names, client] of imports)
        for (const [, name] of names!.matchAll(/(?:paginate)?([A-Z]\w+?)(?:Command)?(?=,|\s)/g)) {
          if (!new RegExp(`\\b(${name}Command|paginate${name})\\b`).test(names!)) continue;
          called.add(client === 'api-gateway' ? 'apigateway:GET' : `${services[client!] ?? client}:${name}`);
        }
    }
    const allowed = policy!.Statement.flatMap(({ Action }) => Action);
    expect(allowed.sort()).toEqual([...called].sort());
  });
});
