/**
 * An upstream of the Messages API for tests and demos: scripted replies, a prompt cache for each model, faults on request, and a
 * checker that refuses what the API refuses.
 *
 * @module turnwise/simulator
 */
export type { Answer, Answerer, StopReason } from './answer.ts';
export { recordedAnswerer, type Transcript, transcriptHeader } from './answerers/recorded.ts';
export { parseScenario, parseScenarioText, type Scenario } from './answerers/scenario.ts';
export { type ScriptedResult, scriptedAnswerer, scriptedTools, type ToolCall } from './answerers/scripted.ts';
export type { RequestStep } from './check.ts';
export type { ApiError, ApiErrorType } from './errors.ts';
export type { FaultChooser } from './faults/fault-of.ts';
export { faultNames } from './faults/kinds.ts';
export type { SeenRequest } from './http/server.ts';
export type { Json, JsonObject } from './json.ts';
export { findModel, type Model, models as simulatedModels } from './model-table.ts';
export { costOf as simulatedCostOf } from './price.ts';
export type { PromptBlock } from './prompt/content.ts';
export type { MessagesRequest, PromptMessage } from './prompt/request.ts';
export type { BilledRequest } from './simulation.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
export { type ModelRules, modelRules } from './strict/model-rules.ts';
export { refusalOf, type StrictOptions, strictCheck } from './strict/strict-check.ts';
export type { Usage } from './usage.ts';
