import type PhotoSwipe from 'photoswipe';

const INFO =
  '<svg viewBox="0 0 32 32" aria-hidden="true" class="pswp__icn"><path d="M15 13h2v9h-2zm0-4h2v2h-2zM16 5a11 11 0 1 0 0 22 11 11 0 0 0 0-22zm0 2a9 9 0 1 1 0 18 9 9 0 0 1 0-18z"/></svg>';

/** Adds to the viewer's bar the button that shows and hides the panel, and where among the images one is. */
export function addButtons(pswp: PhotoSwipe, onDetails: () => void) {
  let counter: HTMLElement | undefined;
  let details: HTMLElement | undefined;
  pswp.on('uiRegister', () => {
    pswp.ui?.registerElement({
      name: 'count',
      order: 5,
      onInit: (element) => {
        counter = element;
      },
    });
    pswp.ui?.registerElement({
      name: 'details',
      title: 'Details',
      order: 9,
      isButton: true,
      html: INFO,
      onInit: (element) => {
        details = element;
      },
      onClick: onDetails,
    });
  });
  return {
    /** Tells no total while nobody knows it. */
    count: (index: number, loaded: number, more: boolean) => {
      if (counter) counter.textContent = countWords(index, loaded, more);
    },
    expanded: (open: boolean) => details?.setAttribute('aria-expanded', String(open)),
  };
}

/** `4 of 50, more follow`, or `4 of 350` once all are loaded; nothing of a single one. */
export function countWords(index: number, loaded: number, more: boolean): string {
  if (more) return `${index + 1} of ${loaded}, more follow`;
  return loaded > 1 ? `${index + 1} of ${loaded}` : '';
}
