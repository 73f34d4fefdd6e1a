const LOOK_MS = 50;

/**
 * Waits until the camera's picture is there. The camera is shown, with its button, as soon as the browser allows it; of
 * a frame that is taken before the first one came, Uppy makes a file of the word “null”. Ends too when the camera is
 * closed meanwhile: Uppy takes no picture then.
 * https://developer.mozilla.org/docs/Web/API/HTMLMediaElement/readyState
 */
export async function untilCameraRuns(video: () => HTMLVideoElement | null): Promise<void> {
  for (let seen = video(); seen && !isRunning(seen); seen = video()) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function isRunning({ readyState, videoWidth }: HTMLVideoElement): boolean {
  return readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && videoWidth > 0;
}
