/**
 * The library: the pure core that decides. The gateway, and the simulator for tests, are entered by their own subpaths
 * (`turnwise/gateway`, `turnwise/simulator`).
 */
export * from './core/index.ts';
