import { common } from './parts.ts'

/** What `seaworthy completion --help` prints. */
export const completionUsage = `Print a script that lets a shell complete commands and options.

Usage: seaworthy completion bash|zsh|fish

${common}
Examples:
  source <(seaworthy completion bash)            in ~/.bashrc; zsh alike, in ~/.zshrc after compinit
  seaworthy completion fish > ~/.config/fish/completions/seaworthy.fish

Exit: 0 done, 2 bad usage, 70 a bug in seaworthy.
`
