import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setOutside, withBlock } from '../../../tools/env/env-block.ts';

const BOM = '\u00ef\u00bb\u00bf';
const blockOf = (...lines: string[]) => withBlock('', lines);

describe('our block in a file of settings', () => {
  it('stands between two lines', () => {
    expect(blockOf('A=1', 'B=2')).toMatch(
      /^# image-intake begin\n# Written .*\nA=1\nB=2\n# image-intake end\n$/,
    );
  });

  it('comes last, after whatever others have written, which stays byte by byte, and is replaced from then on', () => {
    const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
    const bytes = fc.string({
      unit: fc.oneof(byte, fc.constantFrom('\r\n', '\n', '#', BOM, '# image-intake')),
    });
    fc.assert(
      fc.property(bytes, bytes, (before, after) => {
        const first = withBlock(before, ['A=1']);
        const newline = before === '' || before === BOM || before.endsWith('\n') ? '' : '\n';
        expect(first).toBe(before + newline + blockOf('A=1'));
        const grown = first + after;
        expect(withBlock(grown, ['B=2'])).toBe(before + newline + blockOf('B=2') + after);
        expect(withBlock(first, ['A=1'])).toBe(first);
      }),
    );
  });

  it.each([
    ['after a BOM', `${BOM}${blockOf('A=1')}`, `${BOM}${blockOf('B=2')}`],
    [
      'with ends of lines of Windows',
      `X=1\r\n${blockOf('A=1').replaceAll('\n', '\r\n')}Y=2\r\n`,
      `X=1\r\n${blockOf('B=2')}Y=2\r\n`,
    ],
    ['without a last end of line', blockOf('A=1').trimEnd(), blockOf('B=2')],
    ['indented', blockOf('A=1').replace(/^/gm, '  '), `${blockOf('B=2')}  `],
  ])('is found %s', (_, text, expected) => {
    expect(withBlock(text, ['B=2'])).toBe(expected);
  });

  it.each([
    ['has no end', '# image-intake begin\nA=1\n'],
    ['has no beginning', 'A=1\n# image-intake end\n'],
    ['ends before it begins', '# image-intake end\n# image-intake begin\n'],
    ['is there twice', blockOf('A=1') + blockOf('A=1')],
    ['begins twice', `# image-intake begin\n${blockOf('A=1')}`],
  ])('is refused when it %s', (_, text) => {
    expect(() => withBlock(text, [])).toThrow(/^must have the lines .* once each/);
  });

  it('is not written into what is no text in UTF-8', () => {
    expect(() => withBlock('\u00ff\u00feA\0=\0', [])).toThrow('is no text in UTF-8');
  });

  it('says which of its names are set outside of it too', () => {
    const names = ['A', 'B', 'C', 'D'];
    const text = `${BOM}A=0\n#B=0\n${blockOf('A=1', 'B=1', 'C=1', 'D=1')}  export C = 0\nAD=0\n`;
    expect(setOutside(text, names)).toEqual(['A', 'C']);
  });
});
