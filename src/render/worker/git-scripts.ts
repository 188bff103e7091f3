/**
 * What git steps run. Scripts are constants and everything that varies is a positional parameter, so no value is ever
 * part of a program. POSIX sh, run with `-e`.
 */

/** Parameters: repository, directory, credential helper, user name, ref or nothing. The helper is kept for the worker. */
export const cloneScript = `git -c credential.helper= -c "credential.helper=$3" -c "credential.username=$4" clone \${5:+--branch "$5"} --no-single-branch --depth 1 -- "$1" "$2"
cd "$2"
git config --add credential.helper ""
git config --add credential.helper "$3"
git config credential.username "$4"
`

/** Parameters: repository, directory, credential helper or nothing, user name, commit. A commit cannot be cloned by name. */
export const fetchCommitScript = `git init -q "$2"
cd "$2"
git remote add origin "$1"
if [ -n "$3" ]; then
  git config --add credential.helper ""
  git config --add credential.helper "$3"
  git config credential.username "$4"
fi
git fetch --depth 1 origin "$5"
git checkout --detach FETCH_HEAD
`

/** Parameters: directory, then a name and a URL for each remote. */
export const remotesScript = `cd "$1"
shift
while [ $# -gt 0 ]; do
  if git remote get-url "$1" > /dev/null 2>&1; then
    git remote set-url "$1" "$2"
  else
    git remote add "$1" "$2"
  fi
  shift 2
done
`

/** Parameters: directory, branch. \`ls-remote --exit-code\` says 2 for "no such branch"; anything else is a failure. */
export const branchScript = `cd "$1"
status=0
git ls-remote --exit-code --heads origin "refs/heads/$2" > /dev/null || status=$?
case $status in
  0)
    git fetch --depth 1 origin "+refs/heads/$2:refs/remotes/origin/$2"
    if git show-ref --verify --quiet "refs/heads/$2"; then
      git switch "$2"
      git merge --ff-only "refs/remotes/origin/$2"
    else
      git switch -c "$2" "refs/remotes/origin/$2"
    fi
    ;;
  2)
    if git show-ref --verify --quiet "refs/heads/$2"; then git switch "$2"; else git switch -c "$2"; fi
    ;;
  *)
    exit "$status"
    ;;
esac
`

/** Parameters: source, destination and mode for each file. `-f` replaces one that a first run has made read-only. */
export const filesScript = `while [ $# -gt 0 ]; do
  mkdir -p "$(dirname "$2")"
  cp -f "$1" "$2"
  chmod "$3" "$2"
  shift 3
done
`
