/** The formats of figures: the first two with vectors and real text. */
export const FORMS = ['SVG', 'PDF', 'PNG'] as const;
export type Form = (typeof FORMS)[number];
