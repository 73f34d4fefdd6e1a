const DIALOGS = ['dialog[open]', '.uppy-Dashboard:not([aria-hidden=true])'];

/** Whether a dialog, the picker among them, lies over everything else: keys are for it alone. */
export function isDialogOpen(): boolean {
  return document.querySelector(DIALOGS.join()) !== null;
}

/** Whether anything lies over the gallery, the viewer too. */
export function isCovered(): boolean {
  return isDialogOpen() || document.querySelector('.pswp') !== null;
}
