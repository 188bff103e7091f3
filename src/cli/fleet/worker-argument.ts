/** What the program calls itself with, to do releases of a fleet. No command begins so. */
export const fleetWorkerArgument = '--fleet-worker'
