import { late } from '../late';

/** The views of other outputs than images. */
export const plots = late(() => import('./plots'));
