// Options and endings that several commands share. Each text ends with a line feed.

/** Which policy counts. */
export const policy = `  --policy FILE            the policy; default: seaworthy.yaml (or .yml), searched for in the folder of the
                           inputs and its parents, up to the repository root, then in this folder and its
                           parents; the paths in a policy that was found must lie in its folder
  --verbose                print on standard error which policy is used
`

const levelAlone = `  --level LEVEL            privileged, baseline or restricted, for every namespace
  --level-version VERSION  the version of the standard: latest (default) or v1.x
  --kube-version VERSION   treat "latest" as this Kubernetes version, and use its fields: v1.35
`

/** What pods have to meet. */
export const levelHelp = `${levelAlone}  -n, --namespace NAME     namespace assumed for objects without one; default: HELM_NAMESPACE
`

const lockHelp = `  --lock FILE              what is known about images; default: seaworthy.lock.yaml beside the policy
  --no-lock                ignore the lock
`

/** Of every command that reads manifests. */
export const manifests = `${policy}${lockHelp}${levelHelp}`

/** Of a command that reads values and asks a cluster. */
export const valuesOnCluster = `${policy}${lockHelp}${levelAlone}  -n, --namespace NAME     namespace of the Job; where the values name one, it must be the same; default:
                           HELM_NAMESPACE, then the context's
`

/** Of every command that reads folders. */
export const exclude = `  --exclude GLOB           skip matching files in folders: a path from here (a/**/b.yaml), or a name at
                           any depth (*.test.yaml); repeatable; also exclude: in the policy
`

/** Of every command that renders a folder, with a heading of its own. */
export const rendering = `
A folder with Chart.yaml is rendered with helm (on PATH, or HELM_BIN), one with kustomization.yaml with
kustomize or kubectl, without your repositories, plugins, cluster or network:
  -f, --values FILE        values for the chart, as for helm template; repeatable
  --set KEY=VALUE          one value, in Helm's syntax; repeatable
  --set-string KEY=VALUE   the same, never read as a number or boolean; repeatable
  --release NAME           the release's name; default: the name of the chart's folder
`

/** Of every command that validates objects. */
export const schemaSwitch = `  --schema                 also validate CustomResourceDefinitions themselves (schema: full in the policy);
                           all other objects are validated against Kubernetes' schema by default
  --no-schema              do not validate objects (schema: off in the policy)
`

/** Of every command whose exit status tells of findings. */
export const strict = `  --strict                 treat warnings as failures
`

/** Of every command that hardens. */
export const hardening = `  --enforce                replace what the author wrote where it breaks the level; report what was lost
${strict}`

/** Of every command. */
export const common = `  --no-color               no colors, even on a terminal (also NO_COLOR)
  -q, --quiet              print failures only
  -h, --help               print this text
`

/** What the exit status of most commands says. */
export const exits = `Exit: 0 nothing found, 1 findings, 2 bad input or usage, 70 a bug in seaworthy.
`
