/** Which tools are simple: patterns, the grammar of shell commands, presets, and the keys under which calls are counted. */

export { canonicalInput } from './canonical-input.ts';
export { compileGlob, matchesGlob } from './glob.ts';
export { formatToolPattern, parseToolPattern, type ToolPattern } from './pattern.ts';
export { createSimpleToolTest } from './simple-tools.ts';
export { isShellTool } from './tool-input.ts';
export { toolKey } from './tool-key.ts';
export { defaultSimpleTools, toolPresets } from './tool-lists.ts';
