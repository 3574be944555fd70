import type { Component } from 'svelte';
import type { Connection, Listener } from '../../sources/training';
import type { Explorer } from '../../state/explorer.svelte';

/** Loads the panel that shows a training, which is no part of pages that never show one. */
export type LoadTraining = () => Promise<{
  default: Component<{
    explorer: Explorer;
    onended: (made: boolean) => void;
    /** Connects to the training; by default to that of the server. */
    connect?: ((listener: Listener) => Connection) | undefined;
  }>;
}>;
