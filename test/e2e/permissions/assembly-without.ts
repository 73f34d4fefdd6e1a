import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyOf } from '../../support/local-run.ts';

/** A copy of the stage dev whose role of one function lacks one action. */
export async function assemblyWithout(action: string, functionId: string): Promise<string> {
  // Beside the original, where no package.json makes the CommonJS bundles into ES modules.
  const copy = mkdtempSync(join(tmpdir(), 'without-'));
  cpSync(await assemblyOf('dev'), copy, { recursive: true });
  for (const file of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.template.json')) continue;
    const template = JSON.parse(readFileSync(join(copy, file), 'utf8'));
    for (const [id, { Type, Properties }] of Object.entries<{ Type: string; Properties: Policy }>(
      template.Resources,
    )) {
      if (Type !== 'AWS::IAM::Policy' || !id.startsWith(functionId)) continue;
      const { PolicyDocument } = Properties;
      for (const statement of PolicyDocument.Statement)
        statement.Action = [statement.Action].flat().filter((allowed) => allowed !== action);
      // IAM takes no statement that allows nothing.
      PolicyDocument.Statement = PolicyDocument.Statement.filter(({ Action }) => Action.length > 0);
    }
    writeFileSync(join(copy, file), JSON.stringify(template));
  }
  return copy;
}

interface Policy {
  PolicyDocument: { Statement: { Action: string | string[] }[] };
}
