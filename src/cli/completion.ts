/** What a shell may complete of a command. */
export interface Completable {
  readonly name: string
  readonly options: readonly { readonly name: string; readonly short?: string; readonly takesValue: boolean }[]
}

/** Scripts by the name of the shell that they are for. They ask nothing of the program, so that no key press waits for it. */
export const completions = { bash, zsh, fish } as const

/** A shell that is known. */
export type Shell = keyof typeof completions

function flags({ options }: Completable): string {
  return options.map(({ name }) => `--${name}`).join(' ')
}

function names(commands: readonly Completable[]): string {
  return commands.map(({ name }) => name).join(' ')
}

function bash(commands: readonly Completable[]): string {
  return `# source <(seaworthy completion bash)
_seaworthy() {
  local words=''
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    words='${names(commands)}'
  elif [[ $2 == -* ]]; then
    case \${COMP_WORDS[1]} in
${commands.map(command => `      ${command.name}) words='${flags(command)}' ;;\n`).join('')}    esac
  fi
  [[ -z $words ]] || COMPREPLY=($(compgen -W "$words" -- "$2"))
}
complete -o default -F _seaworthy seaworthy
`
}

function zsh(commands: readonly Completable[]): string {
  return `#compdef seaworthy
# source <(seaworthy completion zsh)
_seaworthy() {
  if ((CURRENT == 2)); then
    compadd -- ${names(commands)}
  elif [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
${commands.map(command => `      ${command.name}) compadd -- ${flags(command)} ;;\n`).join('')}    esac
  else
    _files
  fi
}
if [[ $funcstack[1] == _seaworthy ]]; then _seaworthy "$@"; else compdef _seaworthy seaworthy; fi
`
}

function fish(commands: readonly Completable[]): string {
  const first = `complete -c seaworthy -n __fish_use_subcommand -f -a '${names(commands)}'\n`
  const rows = commands.flatMap(({ name, options }) =>
    options.map(
      option =>
        `complete -c seaworthy -n '__fish_seen_subcommand_from ${name}' -l ${option.name}${option.short === undefined ? '' : ` -s ${option.short}`}${option.takesValue ? ' -r' : ''}\n`,
    ),
  )
  return `# seaworthy completion fish | source\n${first}${rows.join('')}`
}
