import type { Component } from 'svelte';
import type { Model } from '../../sources/source';
import type { Named } from '../../training/reading/sources';
import type { Run } from '../../training/run';

/** Loads the dialog in which a training is begun, which is no part of pages that do not offer one. */
export type LoadTrain = () => Promise<{
  default: Component<{
    /** What was dropped; undefined if nothing was yet. */
    files: Promise<Named[]> | undefined;
    /** The open model, whose images can be trained on. */
    model: Model;
    onstart: (run: Run) => void;
    onclose: () => void;
  }>;
}>;
