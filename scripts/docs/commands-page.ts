import { createProgram } from '../../src/cli/index.ts';
import { generatedFrom } from './table.ts';

const silent = { out: () => undefined, note: () => undefined, isInteractive: false };

/** `docs/commands.md`: every command's own help. */
export function commandsPage(): string {
  const program = createProgram(silent);
  const helps = [program, ...program.commands].map((command) => {
    const name = command === program ? 'turnwise' : `turnwise ${command.name()}`;
    let text = '';
    command.configureHelp({ helpWidth: 100 }).configureOutput({
      writeOut: (part) => {
        text += part;
      },
      getOutHelpWidth: () => 100,
      getOutHasColors: () => false,
    });
    command.outputHelp();
    return `## \`${name}\`\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\``;
  });
  return `# Commands

${generatedFrom('`src/cli/commands`')}

Exit codes: 0 done, 1 finding or failure, 2 usage.

${helps.join('\n\n')}
`;
}
