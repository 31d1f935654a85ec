import type * as MachineOutput from './machineOutput';

/** The formats of machines and what is made of them: a bundle of its own, since few ask for it. */
export const machine = (): Promise<typeof MachineOutput> => import('./machineOutput');
