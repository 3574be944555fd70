import { late } from '../late';

/** The views of conditions, which a page of models without conditions does not load. */
export const controls = late(() => import('./controls'));
