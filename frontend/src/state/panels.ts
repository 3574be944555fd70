/**
 * The panels of the page by key. `hide` names them so: in links, in `latentwalk export` and in Python, which reads this
 * list from share.json. Links that were shared hold these keys, so a key is never renamed.
 */
export const PANEL_KEYS = [
  'header',
  'typical',
  'presets',
  'actions',
  'draw',
  'pull',
  'changes',
  'nearest',
  'conditions',
  'sheet',
  'dimensions',
  'axes',
  'columns',
  'noise',
  'predictor',
  'network',
  'diagnosis',
  'map',
  'path',
  'time',
] as const;
export type PanelKey = (typeof PANEL_KEYS)[number];
