import { join } from '../craft-bytes.ts';
import { gif } from '../craft-gif.ts';
import type { Specimen } from '../specimen.ts';

const gifOf = (title: string, bytes: Buffer, animated?: boolean): Specimen => ({
  title: `a GIF ${title}`,
  extension: 'gif',
  bytes,
  image: { contentType: 'image/gif', width: 300, height: 200, ...(animated !== undefined && { animated }) },
});
export const gifs: Specimen[] = [
  gifOf('of one frame', gif(300, 200), false),
  gifOf('of one frame that says it loops', gif(300, 200, { loop: true, delay: 10 }), false),
  gifOf('of three frames', gif(300, 200, { frames: 3 }), true),
  gifOf('of long frames that loop', gif(300, 200, { frames: 2, loop: true, frameBytes: 60_000 }), true),
  gifOf('of long frames that do not loop', gif(300, 200, { frames: 2, frameBytes: 60_000 }), true),
  gifOf('of one long frame', gif(300, 200, { frameBytes: 100_000 }), false),
  gifOf('of one long frame that says it loops', gif(300, 200, { loop: true, frameBytes: 60_000 }), false),
  gifOf('of 128 KiB that says it loops', gif(300, 200, { loop: true, frameBytes: 130_500 }), false),
  gifOf('of one frame too long to look behind it', gif(300, 200, { frameBytes: 500_000 })),
  gifOf('of one such frame that says it loops', gif(300, 200, { loop: true, delay: 9, frameBytes: 500_000 })),
  gifOf('of two such frames', gif(300, 200, { frames: 2, loop: true, frameBytes: 500_000 })),
  gifOf('of long frames in a long file', gif(300, 200, { frames: 9, loop: true, frameBytes: 60_000 }), true),
  gifOf('of many short frames', gif(300, 200, { frames: 300, frameBytes: 5000 }), true),
  gifOf('of an empty screen', gif(0, 0, { frameSize: [300, 200] }), false),
  gifOf('of a screen without width', gif(0, 200, { frameSize: [300, 20] }), false),
  gifOf('beyond its screen', gif(20, 200, { frameSize: [200, 50], frameAt: [100, 30] }), false),
  gifOf('smaller than its screen', gif(300, 200, { frameSize: [20, 10], frameAt: [270, 180] }), false),
  gifOf('of an empty frame', gif(300, 200, { frameSize: [0, 0] }), false),
  gifOf(
    'whose second frame alone is beyond the screen',
    join(gif(300, 200).subarray(0, -1), gif(900, 900).subarray(19)),
    true,
  ),
];
