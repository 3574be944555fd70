import { diagnose, type Subject } from './diagnosis';

/** Replies with shares of the work that are done, then with the diagnosis. */
self.onmessage = ({ data: subject }: MessageEvent<Subject>) => {
  const diagnosis = diagnose(subject, (share) => self.postMessage({ share }));
  self.postMessage({ diagnosis });
  self.close();
};
