import { getContext, setContext } from 'svelte';
import type { Chart } from './chart.svelte';

const KEY = 'chart';
type Current = () => Chart;

/** Shares the map's chart with the parts that are loaded late. */
export function setChart(chart: Current): void {
  setContext(KEY, chart);
}

export function getChart(): Current {
  return getContext<Current>(KEY);
}
