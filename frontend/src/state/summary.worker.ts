import type { Posteriors } from '../math/posterior';
import { distancesOf, summaryOf } from './summary';

/** Replies with the summary of some encoded images, then with the distances to their nearest neighbours. */
self.onmessage = ({ data: { data, training } }: MessageEvent<{ data: Posteriors; training: boolean }>) => {
  self.postMessage({ summary: summaryOf(data, training) });
  self.postMessage({ distances: distancesOf(data) });
  self.close();
};
