/** What tabs of one page tell each other of signing in and out. No token is among it. */
type Message =
  | { kind: 'signed-out' }
  /** A tab came back from the issuer with this, and had not gone there itself. */
  | { kind: 'came-back'; callback: string }
  | { kind: 'taken'; callback: string };

interface TabsEvents {
  onSignedOut: () => void;
  /** @returns whether it was this tab's attempt */
  onCameBack: (callback: URLSearchParams) => boolean;
}

/** How long another tab may take to say that it was its own attempt. */
const ANSWER_MS = 1000;

/** @param name of the page and its issuer: others of this origin do not hear it */
export function openTabs(name: string, { onSignedOut, onCameBack }: TabsEvents) {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
  const post = (message: Message) => channel?.postMessage(message);
  let onTaken: ((callback: string) => void) | undefined;

  channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'signed-out') onSignedOut();
    else if (data.kind === 'taken') onTaken?.(data.callback);
    else if (onCameBack(new URLSearchParams(data.callback))) post({ kind: 'taken', callback: data.callback });
  });

  return {
    /** Whether other tabs can be told anything. */
    isOpen: channel !== undefined,
    tellSignedOut: () => post({ kind: 'signed-out' }),
    /** Gives what the issuer said to the tab that waits for it. @returns whether there is one */
    handOver: (callback: URLSearchParams): Promise<boolean> => {
      const given = callback.toString();
      return new Promise((resolve) => {
        onTaken = (taken) => taken === given && resolve(true);
        setTimeout(() => resolve(false), channel ? ANSWER_MS : 0);
        post({ kind: 'came-back', callback: given });
      });
    },
  };
}
