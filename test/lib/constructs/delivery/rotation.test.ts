import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { DeliveryConfig } from '../../../../lib/stages/delivery.ts';
import { NEW_KEY, OLD_KEY } from '../../delivery-keys.ts';
import { DOMAIN, keyOf, stacksOf } from './given-delivery.ts';

describe('keys that are rotated', () => {
  it('are the same resource before, while and after there are two', () => {
    const [before, both, after] = [[OLD_KEY], [OLD_KEY, NEW_KEY], [NEW_KEY]].map(
      (keys) => stacksOf({ keys }).delivery!,
    );
    expect(keyOf(both!, OLD_KEY)).toEqual(keyOf(before!, OLD_KEY));
    expect(keyOf(after!, NEW_KEY)).toEqual(keyOf(both!, NEW_KEY));
  });

  it('are each exported, since the API of the last deployment still has the old one’s id', () => {
    const imports = (keys: DeliveryConfig['keys']) => exportsOf(stacksOf({ keys }).delivery!);
    const [first] = imports([OLD_KEY]).filter((name) => /ImagesKeys/.test(name));
    expect(imports([OLD_KEY, NEW_KEY])).toContain(first);
  });

  it('are no reason for a domain to take an export away from the API', () => {
    const name = exportsOf(stacksOf({}).delivery!).find((one) => one.includes('DomainName'));
    expect(name).toBeDefined();
    expect(exportsOf(stacksOf({ domain: DOMAIN }).delivery!)).toContain(name);
  });
});

const exportsOf = (stack: Template): string[] =>
  Object.values(stack.findOutputs('*')).flatMap(({ Export }) => Export?.Name ?? []);
