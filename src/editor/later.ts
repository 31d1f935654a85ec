import type * as Later from '../report/later';

/** The reports, loaded when the first of them is asked for. */
export const later = (): Promise<typeof Later> => import('../report/later');
