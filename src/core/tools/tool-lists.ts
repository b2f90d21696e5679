/** The simple tools when nothing is configured: the source's list and nothing else. */
export const defaultSimpleTools: readonly string[] = [
  'request_tool',
  'weather_tool',
  'web_search_tool',
  'time_tool',
  'reminder_tool',
  'maps_tool',
  'contacts_tool',
];

/** A list of patterns that can be chosen by name, with what is known about it. */
export interface ToolPreset {
  readonly name: string;
  readonly patterns: readonly string[];
  /** What evidence says about routing after these tools: for the docs, `init` and whoever turns it on. */
  readonly evidence: string;
  /** The mode a config that uses the preset starts in, until its user says otherwise. */
  readonly startsIn: 'observe';
}

/* Reading tools of Claude Code, pi, opencode, qwen, Gemini, cline and codex. */
const readingTools =
  'Read Grep Glob LS NotebookRead read grep glob ls find read_file read_many_files list_directory list_dir list_files ' +
  'grep_search search_file_content search_files file_search';

const shellTools = [
  'Bash',
  'bash',
  'shell',
  'run_shell_command',
  'exec_command',
  'execute_command',
  'run_terminal_cmd',
];

/*
 * Shell commands that only read, whatever their options are. The reader refuses the options and scripts by which find, sort,
 * sed, awk, rg, uniq, printf and git write or run something. Left out, since a prefix cannot make them safe: perl, python
 * (they are languages), tee, xxd, tree, file, fd, git grep (options that write or run), less and man (pagers), env (shows secrets),
 * test (evaluates subscripts), and whatever reaches the network.
 */
const readingPrograms =
  'ls cat head tail wc nl od hexdump strings grep egrep fgrep rg find sort uniq cut tr paste fold tac rev comm join diff cmp ' +
  'column sed awk jq stat du df readlink realpath basename dirname pwd whoami id uname which type echo printf seq true false ' +
  'md5sum sha1sum sha256sum cksum';

const readingSubcommands = [
  'git status:*',
  'git log:*',
  'git diff:*',
  'git show:*',
  'git blame:*',
  'git ls-files:*',
  'git ls-tree:*',
  'git rev-parse:*',
  'git rev-list:*',
  'git merge-base:*',
  'git describe:*',
  'git shortlog:*',
  'git stash list:*',
  'git branch',
  'git branch -a',
  'git branch -r',
  'git branch -v',
  'git branch -vv',
  'git branch -av',
  'git branch --list:*',
  'git branch --show-current',
  'git tag',
  'git tag --list:*',
  'git remote',
  'git remote -v',
  'git --no-pager log:*',
  'git --no-pager diff:*',
  'git --no-pager show:*',
  'command -v:*',
  'set -e',
  'set -eu',
  'set -euo pipefail',
  'set -o pipefail',
  'hostname',
  'date',
];

const readingCommands = [...readingPrograms.split(' ').map((program) => `${program}:*`), ...readingSubcommands];

/** Presets by name. */
export const toolPresets: ReadonlyMap<string, ToolPreset> = new Map([
  [
    'coding',
    {
      name: 'coding',
      patterns: [
        ...readingTools.split(' '),
        ...shellTools.flatMap((tool) => readingCommands.map((command) => `${tool}(${command})`)),
      ],
      evidence:
        'Of the 121 labelled steps in the development part of TwinRouterBench (arXiv 2605.18859), 18 are middle steps of code ' +
        'repair that follow only calls of this preset: 13 of them needed the strongest tier, against 20 of the 24 that follow ' +
        'other calls. So a read-only call hardly tells that the next step is easy. First steps (0 of 5), last steps (1 of 7), ' +
        'retrieval and summaries (0 of 53) were easier. Measure on your own traffic before you route on this preset.',
      startsIn: 'observe',
    },
  ],
]);
