/*
 * The programs and subcommands that may appear in a tool key: those that agents run all day. A table, so that what is
 * stored and shown as a label is closed; what is missing is counted as `other`.
 */

const programs = [
  'awk base64 basename bash cat cd chmod chown clear cmp column comm command cp curl cut date dd df diff dig dirname du echo',
  'egrep env expand false fd fgrep file find fmt fold free gawk grep gunzip gzip head hexdump hostname id install join jq',
  'kill killall less ln locate ls lsof lscpu md5sum mkdir mktemp more mv nc netstat nl nproc od open paste patch pgrep ping',
  'pkill printenv printf ps pwd readlink realpath rev rg rm rmdir rsync scp sed seq set sh sha1sum sha256sum sleep sort split',
  'sqlite3 ss ssh stat strings tac tail tar tee test time top touch tr tree true type uname uniq unzip uptime wc wget which',
  'whoami xxd yes yq zcat zip zsh',
  'black clang cmake ctest deno eslint esbuild flake8 g++ gcc gofmt isort java javac jest jupyter ktlint lua mocha mypy',
  'ninja node perl php phpunit playwright prettier psql pylint pyright pytest python python3 Rscript rspec rubocop ruby rustc',
  'rustfmt sbt shellcheck sqlx swiftc tox tsc tsx uvx vitest biome golangci-lint redis-cli mysql mongosh',
];

const subcommands: Readonly<Record<string, string>> = {
  aws: 's3 ec2 iam lambda logs sts ecs eks cloudformation',
  apt: 'install update upgrade list search show remove',
  'apt-get': 'install update upgrade remove',
  az: 'account group vm storage webapp aks',
  brew: 'install update upgrade list info search',
  bun: 'add build install remove run test x',
  bundle: 'exec install update',
  cargo: 'add bench build check clean clippy doc fmt install metadata new nextest publish run test tree update',
  composer: 'install require update run-script dump-autoload',
  conda: 'activate create env install list run',
  docker: 'build compose cp exec images inspect kill logs ps pull push restart rm rmi run start stop',
  'docker-compose': 'build down exec logs ps pull restart run start stop up',
  dotnet: 'add build clean format list new publish restore run test',
  gcloud: 'auth compute config container projects run storage',
  gh: 'api auth browse gist issue label pr release repo run search workflow',
  git:
    'add am apply bisect blame branch cat-file checkout cherry-pick clean clone commit config describe diff fetch for-each-ref ' +
    'format-patch grep init log ls-files ls-remote ls-tree merge merge-base mv pull push rebase reflog remote reset restore ' +
    'rev-list rev-parse revert rm shortlog show show-ref sparse-checkout stash status submodule switch tag worktree',
  go: 'build clean doc env fmt generate get install list mod run test tool vet work',
  gradle: 'assemble build check clean run test',
  helm: 'get install lint list status template uninstall upgrade',
  journalctl: '',
  kubectl: 'apply config create delete describe edit exec explain get logs port-forward rollout scale top',
  make: 'all build check clean format install lint run test',
  mix: 'compile deps ecto format phx test',
  mvn: 'clean compile install package test verify',
  npm: 'audit ci config exec info init install link list ls outdated pack publish run start test uninstall update version view',
  npx: '',
  pip: 'check download freeze install list show uninstall',
  pip3: 'check download freeze install list show uninstall',
  pnpm: 'add audit build dlx exec install list outdated remove run start test update why',
  podman: 'build exec images logs ps pull run start stop',
  poetry: 'add build install lock remove run show update',
  rails: 'console db generate routes runner server test',
  rustup: 'component default show target toolchain update',
  swift: 'build package run test',
  systemctl: 'disable enable is-active list-units restart show start status stop',
  terraform: 'apply destroy fmt import init output plan show state validate',
  uv: 'add build cache init lock pip python remove run sync tool tree venv',
  vercel: 'deploy env logs',
  yarn: 'add audit build dlx exec info install list remove run start test upgrade why workspace workspaces',
};

/** Program -> its subcommands that are worth telling apart; empty for programs without. */
export const knownPrograms: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [
    ...programs.flatMap((line) => line.split(' ')).map((name) => [name, ''] as const),
    ...Object.entries(subcommands),
  ].map(([name, names]) => [name, new Set(names.split(' ').filter((subcommand) => subcommand !== ''))]),
);
