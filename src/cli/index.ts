export { type CapturedRequest, isTurnRequest, parseCapturedRequest } from './captured-request.ts';
export { type ComposedGateway, type ComposeOptions, composeGateway } from './compose.ts';
export type { LoadedConfig } from './config-file.ts';
export { createProgram } from './main.ts';
