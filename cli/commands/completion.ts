import { Argument, Command } from 'commander';
import type { CliContext } from '../context.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const HELP = `
To have it in every shell:
  bash: tidegate completion bash > ~/.local/share/bash-completion/completions/tidegate
  zsh:  tidegate completion zsh > "\${fpath[1]}/_tidegate"
  fish: tidegate completion fish > ~/.config/fish/completions/tidegate.fish`;

/** Completes commands and options, made from the commands themselves. */
export function completionCommand({ stdout }: CliContext): Command {
  return new Command('completion')
    .description('print what completes commands and options in a shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: Shell, _options: unknown, command: Command) => {
      const root = command.parent;
      if (root === null) throw new RangeError('The command has no program');
      stdout.write(SCRIPTS[shell](wordsOf(root)));
    });
}

interface Words {
  /** Names of the commands that lead there: `release start`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly description: string }[];
}

function wordsOf(command: Command, path: readonly string[] = []): Words[] {
  const children = command.commands.map((child) => ({ word: child.name(), description: child.description() }));
  const options = command.options.map((option) => ({
    word: option.long ?? option.short ?? '',
    description: option.description,
  }));
  const own = { path: path.join(' '), words: [...children, ...options, { word: '--help', description: 'help' }] };
  return [own, ...command.commands.flatMap((child) => wordsOf(child, [...path, child.name()]))];
}

const SCRIPTS: Readonly<Record<Shell, (all: readonly Words[]) => string>> = { bash, zsh, fish };

const named = ({ words }: Words): string => words.map(({ word }) => word).join(' ');

function bash(all: readonly Words[]): string {
  const cases = all.map((each) => `    '${each.path}') words='${named(each)}' ;;`).join('\n');
  return `_tidegate() {
  local path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case " $(_tidegate_words "$path") " in *" $word "*) path="\${path:+$path }$word" ;; esac ;; esac
  done
  words=$(_tidegate_words "$path")
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
_tidegate_words() {
  local words=''
  case "$1" in
${cases}
  esac
  printf '%s' "$words"
}
complete -o default -F _tidegate tidegate
`;
}

/** zsh reads bash's completions. */
function zsh(all: readonly Words[]): string {
  return `#compdef tidegate
autoload -U +X bashcompinit && bashcompinit
${bash(all)}`;
}

function fish(all: readonly Words[]): string {
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = all.flatMap(({ path, words }) =>
    words.map(({ word, description }) => {
      const condition = `__tidegate_at ${quoted(path)}`;
      const what = word.startsWith('--')
        ? `-l ${word.slice(2)}`
        : word.startsWith('-')
          ? `-s ${word.slice(1)}`
          : `-a ${word}`;
      return `complete -c tidegate -n ${quoted(condition)} ${what} -d ${quoted(description)}`;
    }),
  );
  const paths = all.map(({ path }) => quoted(path)).join(' ');
  return `function __tidegate_at
  set -l path ''
  for word in (commandline -opc)[2..]
    string match -q -- '-*' $word; and continue
    set -l next (string trim "$path $word")
    contains -- $next ${paths}; and set path $next
  end
  test "$path" = "$argv[1]"
end
complete -c tidegate -f
${lines.join('\n')}
`;
}
