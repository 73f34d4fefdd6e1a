import {
  type ClientOptions,
  createClient,
  ImageRejectedError,
  imageSrc,
  imageSrcSet,
} from '@image-intake/client';
import { type UploadFile, useUpload } from '@image-intake/client/react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Row({ file, onCancel, onRetry }: { file: UploadFile; onCancel(): void; onRetry(): void }) {
  const { name, state, progress, image, error } = file;
  const why = error instanceof ImageRejectedError ? error.code : error?.message;
  return (
    <li data-state={state}>
      {name}: {state} {progress.sent}/{progress.total} {image?.metadata.width} {why}
      <img
        alt={name}
        sizes="100px"
        srcSet={imageSrcSet(image?.preSignedUrl)}
        src={imageSrc(image?.preSignedUrl, 100)}
      />
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
      <button type="button" onClick={onRetry}>
        Retry
      </button>
    </li>
  );
}

function Uploader({ options }: { options: ClientOptions }) {
  const [client] = useState(() => createClient(options));
  const { files, progress, busy, add, cancel, retry, clear } = useUpload({
    client,
    concurrency: 2,
    tags: ['app'],
    onSettled: ({ name, state }) => console.log('settled', name, state),
  });
  return (
    <>
      <input type="file" multiple onChange={({ target }) => add(target.files ?? [])} />
      <progress value={progress.sent} max={progress.total} />
      <output>{busy ? 'busy' : 'idle'}</output>
      <button type="button" id="clear" onClick={clear}>
        Clear
      </button>
      <ul>
        {files.map((file) => (
          <Row key={file.id} file={file} onCancel={() => cancel(file.id)} onRetry={() => retry(file.id)} />
        ))}
      </ul>
    </>
  );
}

function App() {
  const [shown, show] = useState(true);
  const query = new URLSearchParams(location.search);
  const options = { baseUrl: query.get('baseUrl') ?? '', apiKey: query.get('apiKey') ?? '' };
  return (
    <>
      <button type="button" id="mount" onClick={() => show(!shown)}>
        Show or hide
      </button>
      {shown && <Uploader options={options} />}
    </>
  );
}

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
