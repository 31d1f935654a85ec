import type * as OnRequest from './onRequest';

/** What is done on request, loaded when it is asked for the first time. */
export const later = (): Promise<typeof OnRequest> => import('./onRequest');
