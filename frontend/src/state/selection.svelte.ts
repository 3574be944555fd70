/** The encoded images that the user has selected or points at, by their indices in the atlas. */
export class Selection {
  /** The image under the pointer; null for none. */
  hovered: number | null = $state.raw(null);
  /** Images selected with the lasso: at most two groups. */
  groups: readonly Int32Array[] = $state.raw([]);

  hover(point: number | null): void {
    if (this.hovered !== point) this.hovered = point;
  }

  setGroups(groups: readonly Int32Array[]): void {
    this.groups = groups;
  }

  /** Makes images the first group or, if there is one, the second. */
  addGroup(points: Int32Array): void {
    this.setGroups(this.groups.length ? [this.groups[0]!, points] : [points]);
  }
}
