/** A model that was trained in this page and that the browser keeps. */
export interface Trained {
  id: number;
  name: string;
  latentDim: number;
  file: File;
}

const [DATABASE, STORE] = ['latentwalk', 'trained'];
/** The most models that are kept; the oldest goes first. */
const MOST = 5;

/** The models that the browser keeps, the oldest first. Rejects if it keeps none, as in a private window. */
export async function trainedModels(): Promise<Trained[]> {
  return access('readonly', (store) => store.getAll() as IDBRequest<Trained[]>);
}

/** Has the browser keep a model, in the place of the one that has its id. Returns its id. */
export async function keepTrained(model: Omit<Trained, 'id'> & { id?: number }): Promise<number> {
  const id = await access('readwrite', (store) => store.put(model));
  const all = await trainedModels();
  for (const { id: old } of all.slice(0, -MOST)) await forgetTrained(old);
  return id as number;
}

export async function forgetTrained(id: number): Promise<void> {
  await access('readwrite', (store) => store.delete(id));
}

async function access<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'id', autoIncrement: true });
  const database = await finished(opening);
  try {
    return await finished(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function finished<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser keeps no models.'));
  });
}
