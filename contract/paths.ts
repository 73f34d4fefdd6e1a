const RECORDS = ['GET', 'POST', 'DELETE'] as const;
const RECORD = ['GET', 'PUT', 'DELETE'] as const;

/** Every path and its methods: the function's route table and the gateway's resources must have just these. */
export const PATHS = {
  '/metadata': RECORDS,
  '/metadata/batch': ['POST'],
  '/metadata/batch_get': ['POST'],
  '/metadata/batch_delete': ['POST'],
  '/metadata/{id}': RECORD,
  '/api/upload_url': ['POST'],
  '/api/download_url': ['POST'],
} as const;

/** Begins the paths of a stage's users. */
export const USERS_PREFIX = '/my/';

/** The same for a person who is signed in, where the stage has users: all of it is this person's alone. */
export const USER_PATHS = {
  '/my/metadata': RECORDS,
  '/my/metadata/batch': ['POST'],
  '/my/metadata/batch_get': ['POST'],
  '/my/metadata/batch_delete': ['POST'],
  '/my/metadata/{id}': RECORD,
} as const;
