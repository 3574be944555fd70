import type { Component } from 'svelte';
import { canEncode, SNAPSHOTS } from '../sources/folder';
import type { Explorer } from '../state/explorer.svelte';
import type { LANES } from '../state/lanes';
import type { Pair } from '../state/pair.svelte';
import type { PanelKey } from '../state/panels';
import { presetOfKey } from '../state/preset';
import { ITEMS } from '../state/view';
import Actions from './Actions.svelte';
import Changes from './Changes.svelte';
import ColumnsPanel from './columns/ColumnsPanel.svelte';
import Conditions from './conditions/Conditions.svelte';
import SheetPanel from './conditions/SheetPanel.svelte';
import DiagnosisPanel from './diagnosis/DiagnosisPanel.svelte';
import DimensionsPanel from './dimensions/DimensionsPanel.svelte';
import AxesPanel from './local/AxesPanel.svelte';
import { isPullable, togglePull } from './local/late';
import PullPanel from './local/PullPanel.svelte';
import Space from './map/Space.svelte';
import Nearest from './Nearest.svelte';
import NetworkPanel from './network/NetworkPanel.svelte';
import NoisePanel from './noise/NoisePanel.svelte';
import { VIEWS } from './outputs/views';
import Path from './path/Path.svelte';
import PredictorPanel from './predictor/PredictorPanel.svelte';
import Presets from './Presets.svelte';
import Time from './time/Time.svelte';
import Typical from './Typical.svelte';

/** What each panel is given. */
export interface PanelProps {
  explorer: Explorer;
  /** The explorer's model and the one that it is compared with; null while there is one model. */
  pair?: Pair | null;
  /** The model's name where two are compared; else ''. */
  name?: string;
  /** Set while the view hides a panel that works on in the background. */
  hidden?: boolean;
}

type Section = 'header' | 'image' | 'dimensions' | 'map' | 'footer';

export interface Shortcut {
  /** The keys as the shortcut sheet shows them. */
  keys: string;
  does: string;
  /** What must have the focus. Such keys are handled by the panel, all others by Shortcuts.svelte. */
  on?: 'slider' | 'map' | 'handle' | 'layer';
  /** Values of `KeyboardEvent.key`, letters in upper case. */
  triggers?: readonly string[];
  /** Returns whether the key did anything. */
  run?: (explorer: Explorer, key: string) => boolean;
}

export interface Panel {
  /** Unset if App or another panel shows it. */
  component?: Component<PanelProps>;
  section: Section;
  /** The section that it moves to while the panel with the name of its own section is hidden. */
  otherwise?: Section;
  /** Whether it has anything to show. */
  isUseful?: (explorer: Explorer, pair: Pair | null) => boolean;
  /** Whether two compared models have one each. */
  perModel?: boolean;
  /** Whether it stays mounted while it is hidden. */
  worksHidden?: boolean;
  /** The lanes in which it requests images. */
  lanes: readonly (keyof typeof LANES)[];
  shortcuts: readonly Shortcut[];
}

/** Whether a sample of the model can be drawn by hand. */
export const isDrawable = ({ folder }: Explorer): boolean => VIEWS[folder.output.kind]!.drawable;

const isConditional: Panel['isUseful'] = ({ folder }, pair) =>
  folder.conditions.length > 0 || Boolean(pair?.other.folder.conditions.length);

/** Runs an action that always applies. */
const always =
  (act: (explorer: Explorer) => void) =>
  (explorer: Explorer): boolean => {
    act(explorer);
    return true;
  };

/** The panels of the page, in the order in which a section shows them. */
export const PANELS: Record<PanelKey, Panel> = {
  header: { section: 'header', lanes: [], shortcuts: [] },
  pull: {
    component: PullPanel,
    section: 'image',
    isUseful: ({ sketching }) => !sketching,
    lanes: ['pull'],
    shortcuts: [
      {
        keys: 'G',
        does: 'pull the image',
        triggers: ['G'],
        run: (explorer) => {
          if (!isPullable(explorer) || !explorer.shows('pull') || explorer.sketching) return false;
          void togglePull(explorer);
          return true;
        },
      },
      { keys: '← ↑ → ↓', does: 'move the handle; farther with Shift', on: 'handle' },
      { keys: 'Space', does: 'take hold or paint, and let go', on: 'handle' },
      { keys: 'Escape', does: 'let go, leave the tool', on: 'handle' },
    ],
  },
  typical: { component: Typical, section: 'image', perModel: true, lanes: ['typical'], shortcuts: [] },
  presets: {
    component: Presets,
    section: 'image',
    isUseful: ({ folder, sketching }) => folder.presets.length > 0 && !sketching,
    lanes: ['presets'],
    shortcuts: [
      {
        keys: '0 … 9',
        does: 'go to a preset',
        triggers: [...'0123456789'],
        run: (explorer, key) => {
          const preset = presetOfKey(explorer.folder.presets, key);
          if (preset) explorer.moveToPreset(preset);
          return preset !== undefined;
        },
      },
    ],
  },
  actions: {
    component: Actions,
    section: 'image',
    isUseful: ({ sketching }) => !sketching,
    lanes: [],
    shortcuts: [
      { keys: 'R', does: 'go to a random point', triggers: ['R'], run: always((explorer) => explorer.moveRandomly()) },
      { keys: 'Home', does: 'go to the origin', triggers: ['Home'], run: always((explorer) => explorer.reset()) },
    ],
  },
  draw: {
    section: 'image',
    // the key opens the pad even if its button is hidden
    worksHidden: true,
    lanes: [],
    shortcuts: [
      {
        keys: 'D',
        does: 'draw an image or a curve',
        triggers: ['D', 'Escape'],
        run: (explorer, key) => {
          if (key === 'Escape' ? !explorer.sketching : !isDrawable(explorer)) return false;
          explorer.sketch(!explorer.sketching);
          return true;
        },
      },
    ],
  },
  map: {
    component: Space,
    section: 'map',
    lanes: ['map', 'hover', 'groups', 'members', 'figure', 'ring', 'fields', 'ahead'],
    shortcuts: [
      { keys: '← ↑ → ↓', does: 'move along the plane; farther with Shift', on: 'map' },
      { keys: '+ −', does: 'zoom in and out', on: 'map' },
      { keys: '0', does: 'show all', on: 'map' },
      { keys: 'L', does: 'lasso encoded data', on: 'map' },
      { keys: 'A, B', does: 'on a class below it: make it a group', on: 'map' },
      { keys: 'I', does: 'originals at their points, if there are any', on: 'map' },
      { keys: 'F', does: 'fill the page with the map', on: 'map' },
      { keys: 'Escape', does: 'leave the lasso, the groups, the full map', on: 'map' },
    ],
  },
  time: {
    component: Time,
    section: 'map',
    otherwise: 'image',
    isUseful: ({ folder, model, encoded }) =>
      SNAPSHOTS in folder.hashes && model.renewable && encoded.state.is !== 'loading',
    worksHidden: true,
    lanes: [],
    shortcuts: [],
  },
  changes: {
    component: Changes,
    section: 'image',
    isUseful: ({ folder }, pair) => folder.output.nameOf !== null && !pair,
    lanes: ['changes'],
    shortcuts: [],
  },
  nearest: {
    component: Nearest,
    section: 'image',
    isUseful: ({ encoded: { data } }, pair) => Boolean(data?.n) && !pair,
    lanes: ['nearest'],
    shortcuts: [
      {
        keys: 'O',
        does: 'originals, reconstructions, their difference',
        triggers: ['O'],
        run: (explorer) => {
          if (!explorer.originals) return false;
          explorer.choose({ item: ITEMS[(ITEMS.indexOf(explorer.item) + 1) % ITEMS.length]! });
          return true;
        },
      },
    ],
  },
  conditions: {
    component: Conditions,
    section: 'dimensions',
    otherwise: 'image',
    isUseful: isConditional,
    lanes: ['ranges'],
    shortcuts: [],
  },
  sheet: {
    component: SheetPanel,
    section: 'dimensions',
    otherwise: 'image',
    isUseful: isConditional,
    perModel: true,
    lanes: ['sheet'],
    shortcuts: [],
  },
  dimensions: {
    component: DimensionsPanel,
    section: 'dimensions',
    lanes: ['strips'],
    shortcuts: [
      { keys: '← →', does: 'move; ten times as far with Shift', on: 'slider' },
      { keys: 'Page Up, Page Down', does: 'a tenth of the range', on: 'slider' },
      { keys: 'Home, End', does: 'the ends of the range', on: 'slider' },
      { keys: 'Backspace', does: 'to zero, like a double click', on: 'slider' },
      { keys: 'wheel', does: 'move the focused slider', on: 'slider' },
    ],
  },
  axes: {
    component: AxesPanel,
    section: 'dimensions',
    perModel: true,
    lanes: ['axes', 'jacobian'],
    shortcuts: [],
  },
  columns: {
    component: ColumnsPanel,
    section: 'dimensions',
    otherwise: 'image',
    isUseful: ({ known }) => known !== null,
    perModel: true,
    lanes: ['table'],
    shortcuts: [],
  },
  noise: {
    component: NoisePanel,
    section: 'dimensions',
    otherwise: 'image',
    isUseful: ({ folder, encoded: { data }, placed }, pair) =>
      canEncode(folder) && Boolean(data?.n || placed) && !folder.training && !pair,
    lanes: ['noise'],
    shortcuts: [],
  },
  predictor: {
    component: PredictorPanel,
    section: 'dimensions',
    otherwise: 'image',
    isUseful: ({ folder }, pair) => !folder.training && !pair,
    lanes: ['predicted', 'boundary'],
    shortcuts: [],
  },
  network: {
    component: NetworkPanel,
    section: 'dimensions',
    otherwise: 'image',
    isUseful: ({ folder }) => !folder.training,
    perModel: true,
    lanes: [],
    shortcuts: [
      { keys: '← ↑ → ↓', does: 'read its values', on: 'layer' },
      { keys: 'Enter', does: 'enlarge a channel, or show all again', on: 'layer' },
    ],
  },
  diagnosis: {
    component: DiagnosisPanel,
    section: 'dimensions',
    otherwise: 'image',
    isUseful: ({ folder, encoded: { atlas } }, pair) => Boolean(atlas && atlas.n > 2) && !folder.training && !pair,
    lanes: ['diagnosis'],
    shortcuts: [],
  },
  path: {
    component: Path,
    section: 'footer',
    isUseful: ({ folder }) => !folder.training,
    lanes: ['film', 'path', 'legs', 'compared'],
    shortcuts: [
      { keys: 'P', does: 'pin this point', triggers: ['P'], run: always((explorer) => explorer.path.pin()) },
      {
        keys: 'Space',
        does: 'play or pause the path',
        triggers: [' '],
        run: always((explorer) => explorer.path.toggle()),
      },
    ],
  },
};

/** The panels that a section mounts, in their order. */
export function panelsOf(section: Section, explorer: Explorer, pair: Pair | null): [PanelKey, Panel][] {
  return (Object.entries(PANELS) as [PanelKey, Panel][]).filter(([key, panel]) => {
    const home = panel.otherwise && !explorer.shows(panel.section as PanelKey) ? panel.otherwise : panel.section;
    return home === section && (panel.worksHidden || explorer.shows(key)) && (panel.isUseful?.(explorer, pair) ?? true);
  });
}
