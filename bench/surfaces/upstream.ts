/** The upstream of the surfaces' bench, a process of its own: the simulator without waiting, the same short answer to everything. */
import { startSimulator } from '../../src/simulator/index.ts';

const simulator = await startSimulator({
  timeScale: 0,
  seed: 1,
  answerers: [() => ({ content: [{ type: 'text', text: 'Yes: it rains.' }], stopReason: 'end_turn' })],
});
process.send?.({ baseUrl: simulator.baseUrl });
process.once('disconnect', () => process.exit(0));
