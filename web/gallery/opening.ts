import type { Address } from '../address.ts';

/** The viewer as the page drives it. */
interface OpenViewer {
  close: () => void;
  /** Whether it can show an image. */
  holds: (id: string) => boolean;
  /** Moves on to another of its images. */
  show: (id: string) => void;
}

export interface OpeningOptions {
  address: {
    read: () => Address;
    replace: (changes: Partial<Address>) => void;
    push: (changes: Partial<Address>) => Promise<void>;
    leave: (changes: Partial<Address>) => void;
  };
  /** Makes sure that an image can be opened. @throws what the reader is told. */
  find: (id: string) => Promise<void>;
  /** Opens the viewer. */
  open: (
    id: string,
    events: { onShow: (id: string) => void; onClose: (last: string | undefined) => void },
  ) => Promise<OpenViewer>;
  /** The viewer is closed, and this was its last image. */
  onClosed: (last: string | undefined) => void;
  /** An image cannot be opened. */
  onFault: (id: string, error: unknown) => void;
}

export type Opening = ReturnType<typeof createOpening>;

/** Keeps the viewer as the address says, whoever changes it: the page, its viewer, Back and Forward. */
export function createOpening({ address, find, open, onClosed, onFault }: OpeningOptions) {
  let viewer: OpenViewer | undefined;
  let current: string | undefined;
  /** An image is on its way into the viewer. */
  let arriving = false;
  /** The address of an image is on its way. */
  let asking = false;
  /** The address has closed the viewer, which takes a moment to go. */
  let closing = false;

  const onShow = (id: string) => {
    current = id;
    if (!closing) address.replace({ image: id });
  };
  const onClose = (last: string | undefined) => {
    const byAddress = closing;
    viewer = undefined;
    current = undefined;
    closing = false;
    onClosed(last);
    if (byAddress) void follow();
    else if (address.read().image !== undefined) address.leave({ image: undefined });
  };

  const arrive = async (id: string) => {
    arriving = true;
    try {
      await find(id);
      if (address.read().image !== id) return;
      current = id;
      const opened = await open(id, { onShow, onClose });
      // It may have been closed before it was told.
      if (current !== undefined) viewer = opened;
    } catch (error) {
      current = undefined;
      if (address.read().image !== id) return;
      address.replace({ image: undefined });
      onFault(id, error);
    } finally {
      arriving = false;
    }
  };

  /** Does what the address says. What is under way looks again when it is done. */
  const follow = async (): Promise<void> => {
    if (arriving || closing) return;
    const { image } = address.read();
    if (image === current) return;
    if (viewer && image !== undefined && viewer.holds(image)) viewer.show(image);
    else if (viewer) {
      closing = true;
      viewer.close();
    } else if (image !== undefined) {
      await arrive(image);
      await follow();
    }
  };

  return {
    follow,
    /** Opens an image, so that Back closes it. */
    open: async (id: string): Promise<void> => {
      if (viewer || arriving || asking) return;
      asking = true;
      await address.push({ image: id });
      asking = false;
      await follow();
    },
    isOpen: () => viewer !== undefined || arriving,
  };
}
