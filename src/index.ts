/**
 * The library: the pure core that decides, and the reader and editor of Messages request bodies. A simulated upstream for
 * tests is entered by its own subpath, `turnwise/simulator`.
 *
 * @module turnwise
 */
export * from './core/index.ts';
export {
  applyEdits,
  createTurnReader,
  type HeaderReader,
  headerEditsOf,
  type ReadTurn,
  type TurnReader,
  type TurnReading,
} from './wire/index.ts';
