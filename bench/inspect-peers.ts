import { imageSize } from 'image-size';
import probe from 'probe-image-size';

export interface Size {
  width: number;
  height: number;
}

/** What other libraries say of a whole file in memory; turned, where they tell an orientation. */
export const peers: Record<string, (bytes: Buffer) => Size | undefined> = {
  'image-size': (bytes) => {
    const { width, height, orientation } = imageSize(new Uint8Array(bytes));
    return turned({ width, height }, orientation);
  },
  'probe-image-size': (bytes) => {
    const found = probe.sync(new Uint8Array(bytes));
    return found ? turned(found, found.orientation) : undefined;
  },
};

function turned({ width, height }: Size, orientation: number | undefined): Size {
  return orientation !== undefined && orientation >= 5 ? { width: height, height: width } : { width, height };
}
