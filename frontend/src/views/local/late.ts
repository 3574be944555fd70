import { late } from '../late';

/** What follows from how a sample changes at a place: its axes, and pulling the image. */
export const local = late(() => import('./local'));
