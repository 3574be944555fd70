import type { Store, Tensor } from '../tensor';
import { disjoint } from './disjoint';
import type { Kernel, Task } from './task';

/** Tasks of one kernel that do not depend on each other: they run in one dispatch. */
export interface Wave {
  kernel: Kernel;
  tasks: Task[];
}

/** Earlier waves that a task may join. More would keep the memory that it writes from others for long. */
const REACH = 8;

/** The views of a store that the tasks of a wave read and write. */
interface Use {
  reads: Tensor[];
  writes: Tensor[];
}

/** Divides tasks into waves, which run one after the other. A task joins an earlier wave where it can. */
export function wavesOf(tasks: Task[]): Wave[] {
  const waves: (Wave & { uses: Map<Store, Use> })[] = [];
  for (const task of tasks) {
    let home;
    for (let at = waves.length - 1; at >= Math.max(0, waves.length - REACH); at--) {
      const wave = waves[at]!;
      if (depends(task, wave.uses)) break;
      if (wave.kernel === task.kernel) home = wave;
    }
    if (!home) waves.push((home = { kernel: task.kernel, tasks: [], uses: new Map<Store, Use>() }));
    home.tasks.push(task);
    for (const view of task.reads) useOf(home.uses, view.store).reads.push(view);
    for (const view of task.writes) useOf(home.uses, view.store).writes.push(view);
  }
  return waves.map(({ kernel, tasks }) => ({ kernel, tasks }));
}

function useOf(uses: Map<Store, Use>, store: Store): Use {
  let use = uses.get(store);
  if (!use) uses.set(store, (use = { reads: [], writes: [] }));
  return use;
}

/** Whether a task must run after the tasks of a wave. */
function depends({ reads, writes }: Task, uses: Map<Store, Use>): boolean {
  const meets = (view: Tensor, kind: keyof Use): boolean =>
    uses.get(view.store)?.[kind].some((other) => !disjoint(view, other)) ?? false;
  return (
    reads.some((view) => meets(view, 'writes')) || writes.some((view) => meets(view, 'writes') || meets(view, 'reads'))
  );
}
