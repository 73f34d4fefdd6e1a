import { gif } from '../craft-gif.ts';
import type { Specimen } from '../specimen.ts';

const gifOf = (title: string, bytes: Buffer, animated: boolean): Specimen => ({
  title: `a GIF ${title}`,
  extension: 'gif',
  bytes,
  image: { contentType: 'image/gif', width: 300, height: 200, animated },
});
export const gifs: Specimen[] = [
  gifOf('of one frame', gif(300, 200), false),
  gifOf('of one frame that says it loops', gif(300, 200, { loop: true, delay: 10 }), false),
  gifOf('of three frames', gif(300, 200, { frames: 3 }), true),
  gifOf('of long frames that loop', gif(300, 200, { frames: 2, loop: true, frameBytes: 60_000 }), true),
  gifOf('of long frames that do not loop', gif(300, 200, { frames: 2, frameBytes: 60_000 }), true),
  gifOf('of one long frame', gif(300, 200, { frameBytes: 100_000 }), false),
  gifOf('of one very long frame', gif(300, 200, { frameBytes: 500_000 }), false),
  gifOf(
    'of very long frames with a delay',
    gif(300, 200, { frames: 2, frameBytes: 500_000, delay: 5 }),
    true,
  ),
  gifOf('of an empty screen', gif(0, 0, { frameSize: [300, 200] }), false),
];
