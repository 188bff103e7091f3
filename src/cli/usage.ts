/** What `--help` prints. Literal, so that a reader of the code sees what a reader of the terminal sees. */

const policy = `  --policy FILE            the policy; default: seaworthy.yaml (or .yml), searched for in the folder of the
                           inputs and its parents, up to the repository root, then in this folder and its
                           parents; the paths in a policy that was found must lie in its folder
  --verbose                print on standard error which policy is used
`

const levels = `  --level LEVEL            privileged, baseline or restricted, for every namespace
  --level-version VERSION  the version of the standard: latest (default) or v1.x
  --kube-version VERSION   treat "latest" as this Kubernetes version, and use its fields: v1.35
  -n, --namespace NAME     namespace assumed for objects without one; default: HELM_NAMESPACE
`

const manifests = `${policy}  --lock FILE              what is known about images; default: seaworthy.lock.yaml beside the policy
  --no-lock                ignore the lock
${levels}`

const exclude = `  --exclude GLOB           skip matching files in folders: a path from here (a/**/b.yaml), or a name at
                           any depth (*.test.yaml); repeatable; also exclude: in the policy
`

const rendering = `
A folder with Chart.yaml is rendered with helm (on PATH, or HELM_BIN), one with kustomization.yaml with
kustomize or kubectl, without your repositories, plugins, cluster or network:
  -f, --values FILE        values for the chart, as for helm template; repeatable
  --set KEY=VALUE          one value, in Helm's syntax; repeatable
  --set-string KEY=VALUE   the same, never read as a number or boolean; repeatable
  --release NAME           the release's name; default: the name of the chart's folder
`

const schemaSwitch = `  --schema                 also validate CustomResourceDefinitions themselves (schema: full in the policy);
                           all other objects are validated against Kubernetes' schema by default
  --no-schema              do not validate objects (schema: off in the policy)
`

const strict = `  --strict                 treat warnings as failures
`

const hardening = `  --enforce                replace what the author wrote where it breaks the level; report what was lost
${strict}`

const common = `  --no-color               no colors, even on a terminal (also NO_COLOR)
  -q, --quiet              print failures only
  -h, --help               print this text
`

const exits = `Exit: 0 nothing found, 1 findings, 2 bad input or usage, 70 a bug in seaworthy.
`

const seaworthy = `seaworthy renders Kubernetes workload manifests, hardens any Helm chart on its way through
--post-renderer, and proves the result before a cluster sees it.

Usage: seaworthy <command> [options] [file|dir|- ...]

  render        write manifests from workload templates and values
  post-render   harden manifests from standard input to standard output
  check         find Pod Security violations, volumes that cannot be written, and unknown fields
  explain       show which user runs what, who owns each volume, what fails and why, and the fix
  fix           harden files: show a diff, or write them
  export        print the same hardening for kustomize, Flux, Kyverno or the API server
  init          start a policy, seaworthy.yaml, from what manifests or a chart name
  lock          record what images run as, from registries and archives, in seaworthy.lock.yaml
  run           run a task's worker Job on a cluster, follow it to its end, and clean up
  image         show one reference in full, and what is known about the image and from where
  preflight     ask a cluster whether it would take the manifests and their pods, without changing it
  verify        render and post-render every golden case, and compare
  schema        print the JSON Schema of values, of the policy or of the lock
  completion    print a completion script for bash, zsh or fish

Examples:
  helm template web ./chart --post-renderer seaworthy      (Helm 3; for Helm 4 see the README)
  seaworthy check ./chart --level baseline
  seaworthy fix --write manifests/

Run \`seaworthy <command> --help\` for details, \`seaworthy --version\` for the version.
${exits}`

const render = `Write manifests from workload templates and values.

Usage: seaworthy render TEMPLATE... [options]

TEMPLATE is agent, worker-job, or the name of a folder or file in --templates DIR.

  --templates DIR          your own templates, which take precedence over the built-in ones
  -f, --values FILE        values file; repeatable, later files win
  --set KEY=VALUE          one value, in Helm's syntax: a.b[0]=x,c=true
  --set-string KEY=VALUE   the same, never read as a number or boolean
  --output-dir DIR         write one file per object instead of a single stream
  --force                  write the output even if it has errors; still exits 1
${manifests}${common}
The output is checked at its level first. If it has errors, they go to standard error and nothing is
printed.

Examples:
  seaworthy render agent -f values/agent.yaml
  seaworthy render worker-job -f values/agent.yaml --set tasks[0].id=fix-42 --output-dir out

${exits}`

const postRender = `Read manifests from standard input, add what their pods lack for the level of their namespace, and
write them to standard output. Everything that needs no change stays byte for byte the same.

Usage: seaworthy post-render [options]
       helm template web ./chart --post-renderer seaworthy

${manifests}${schemaSwitch}${hardening}  --format FORMAT --output FILE
                           also write a report: text, json, sarif, junit, github or gitlab; repeatable
  --golden FILE            compare the result with FILE; fail with a diff if it differs
  --update                 with --golden: write FILE and exit 1; refused when CI=true
${common}
Findings fail the run only with --strict. Helm discards a post-renderer's messages if it succeeds: use
--strict, or a report file.

Examples:
  helm template web ./chart | seaworthy post-render --level baseline
  helm template web ./chart --post-renderer seaworthy --post-renderer-args=--strict
  helm template web ./chart | seaworthy post-render --format sarif --output web.sarif > web.yaml

${exits}`

const check = `Check manifests as they are: Pod Security violations (in the API server's words), volumes a container
cannot write, conflicts between workloads, and fields of any object that
Kubernetes 1.30 to 1.37 refuses: unknown, misplaced, or with an invalid value.

Usage: seaworthy check [options] [file|dir|- ...]

${manifests}${exclude}${schemaSwitch}  --enforce                include replacements in SARIF fixes; does not change findings
${strict}  --lowest                 also print the lowest level that admits each workload
  --baseline FILE          report only findings that are not in this earlier JSON report
  --format FORMAT          text (default), json, sarif, junit, github or gitlab; repeatable
  --output FILE            write the preceding --format to FILE instead of standard output
${common}${rendering}
Each finding ends with its [code], whose section in FINDINGS.md explains it.

Examples:
  seaworthy check manifests/
  seaworthy check ./chart -f values/production.yaml
  helm template web ./chart -n agents | seaworthy check -n agents --level restricted
  seaworthy check --format text --format sarif --output seaworthy.sarif manifests/

${exits}`

const explain = `For every workload, show which user each container runs as, who owns each volume before and after the
kubelet sets it up, whether the container can read and write it, why, and the fix that the level admits.

Usage: seaworthy explain [options] [file|dir|- ...] [KIND/NAME ...]

KIND/NAME is written as for kubectl: deployment/web, deploy/web, sts/db.

${manifests}${exclude}${schemaSwitch}  --matrix                 one row per workload: what it writes, how, the risk, and the exact fix
  --assume PROFILE,...     judge claims that neither the policy nor a StorageClass describes as this storage
                           (rancher-local-path, aws-ebs ...); --matrix has a column for each profile
  --error TEXT|@FILE|-     explain error messages: which container, step or mount each is about, the cause,
                           and the fix. @FILE and - (standard input) may hold a whole log, or the output of
                           kubectl describe pod or kubectl get events
  --format FORMAT          text (default), json, markdown or html
  --output FILE            write to FILE instead of standard output
${common}${rendering}
Examples:
  seaworthy explain web.yaml
  seaworthy explain ./chart --matrix --assume rancher-local-path,aws-ebs
  seaworthy explain web.yaml deployment/web --level baseline
  seaworthy explain web.yaml --error "mkdir: cannot create directory '/data/x': Permission denied"
  kubectl describe pod web-0 | seaworthy explain web.yaml --error -
  seaworthy explain web.yaml --format html --output web.html

Exit: 0 explained, whatever it found, 2 bad input or usage, 70 a bug in seaworthy.
`

const fix = `Harden manifest files, as post-render hardens a stream.

Usage: seaworthy fix [--diff|--write] [options] [file|dir|- ...]

  --diff                   show what would change (default); exit 1 if anything would
  -w, --write              write the files, each atomically. A file that changed after it was read is left
                           alone (exit 1). Symbolic links are kept; of several hard links only the named
                           one is rewritten, and it no longer shares its content with the others
${manifests}${exclude}${schemaSwitch}${hardening}${common}
Examples:
  seaworthy fix manifests/
  seaworthy fix --write --level baseline manifests/web.yaml

${exits}`

const exportHelp = `Print what hardening changes in a form that kustomize or a cluster applies, where manifests cannot be piped.

Usage: seaworthy export --as kustomize|kyverno|map [options] [file|dir|- ...]

  --as FORM                kustomize: a component of patches, also for a HelmRelease of Flux;
                           kyverno: a ClusterPolicy for each object;
                           map: a MutatingAdmissionPolicy and its binding for each (Kubernetes 1.36)
  --output FILE            write to FILE instead of standard output
  --check                  only compare with the FILE of --output: exit 1 if a patch matches nothing any
                           more, or if something else would be exported now
${manifests}${exclude}${schemaSwitch}${hardening}${common}${rendering}
An object that the form cannot express is listed and left out as a whole.
Each policy of a cluster applies to one namespace; objects without one get that of --namespace.

Examples:
  seaworthy export --as kustomize ./chart --output hardening/kustomization.yaml
  seaworthy export --as kustomize ./chart --output hardening/kustomization.yaml --check
  helm template web ./chart -n web | seaworthy export --as map -n web | kubectl apply -f -

Exit: 0 done, 1 an object could not be exported, --check found a difference, or --strict found something
that hardening does not repair, 2 bad input or usage, 70 a bug in seaworthy.
`

const init = `Start a policy: write seaworthy.yaml into this folder, with the storage classes, claims, images and
namespaces that the manifests name, what is assumed of them, and a row to uncomment for each thing that
nobody knows. Nothing is asked, and a policy that is there is not replaced.

Usage: seaworthy init [options] [file|dir|- ...]

  --lock FILE              what is known about images; default: seaworthy.lock.yaml in this folder
  --no-lock                ignore the lock
  --level LEVEL            the level to write: privileged, baseline or restricted (default)
  --level-version VERSION  the version of the standard: latest (default) or v1.x
  --kube-version VERSION   the Kubernetes version that a chart is rendered for: v1.35
  -n, --namespace NAME     namespace assumed for objects without one; default: HELM_NAMESPACE
${exclude}${common}${rendering}
Examples:
  seaworthy init ./chart
  seaworthy init manifests/ --level baseline
  helm template web ./chart | seaworthy init

Exit: 0 done, 2 bad input or usage, or a policy that is there already, 70 a bug in seaworthy.
`

const lock = `Record what images run as in seaworthy.lock.yaml, which the other commands read: the numeric user and
groups, the entrypoint and what its script calls, file capabilities, whether there is a shell, and who
owns the image's directories at its volumes and mount paths. Only facts are kept, never environment
variables or labels. Images are looked up at their registries, with the logins of Docker or Podman.

Usage: seaworthy lock [options] [file|dir|- ...]

  --update                 look up images again that the lock already has
  --prune                  remove images that these manifests do not use
  --check                  only check that every tag still names the locked image; exit 1 if not
  --keep-going             write what was found even if some images were not; exit 1
  --platform OS/ARCH       default: linux/amd64; repeatable
  --from-oci-layout REFERENCE=DIR[:TAG]
                           read an image from an OCI layout
  --from-archive FILE      read the images of a \`docker save\` archive, by their saved names
  --allow-registry GLOB    contact only these registries; repeatable
  --registry-config FILE   logins; default: those of Podman and Docker
  --ca FILE                also trust this certificate authority; repeatable
  --mirror REGISTRY=HOST   contact HOST instead of a registry
  --insecure-registry HOST[:PORT]
                           allow plain HTTP; always allowed for registries on this machine
${policy}  --lock FILE              the lock to write; default: seaworthy.lock.yaml beside the policy
${levels}${exclude}${common}${rendering}
Examples:
  seaworthy lock ./chart
  helm template web ./chart | seaworthy lock
  seaworthy lock --check manifests/
  seaworthy lock --from-archive images.tar manifests/

Exit: 0 done, 1 a tag moved or some images were not found (--keep-going), 2 bad input or usage, or an
image that could not be looked up, in which case the lock is left unchanged.
`

const run = `Run the worker Job of one task on a cluster: ask admission, create the Job and what belongs to it, tell
how far it is and why it does not go on, print its logs, and clean up. The Job's name comes from the
task's id (and executionId), and the same command goes on with a Job that is there: a task runs once,
until its Job is deleted.

Usage: seaworthy run worker-job -f VALUES --task id=ID[,prompt=TEXT...] [options]

  -f, --values FILE        values file, as for render; repeatable, later files win
  --set KEY=VALUE          one value, in Helm's syntax
  --set-string KEY=VALUE   the same, never read as a number or boolean
  --task KEY=VALUE,...     the task: id, executionId, prompt, branch, fields.NAME ..., in the same syntax
  --context NAME           context of the kubeconfig; default: its current one, or the pod's own cluster
  --detach                 end as soon as the Job has started
  --keep                   keep the Job when it is done or interrupted; one that failed is always kept
  --timeout TIME           for the whole task, as in 90s, 30m or 1h30m; Kubernetes enforces it too
  --start-timeout TIME     for which a pod may lack a node, an image or a volume; default: 10m; 0: no limit
  --format FORMAT          text (default): logs on standard output, the rest on standard error;
                           json: one event per line
${manifests}${common}
Interrupted (Ctrl-C), it deletes the Job unless --keep is set, and says what is left.

Examples:
  seaworthy run worker-job -f values/agent.yaml --task id=fix-42,prompt="Fix the build" --timeout 1h
  seaworthy run worker-job -f values/agent.yaml --task id=fix-42 --format json | jq -r .type

Exit: 0 done, 1 the task failed, 2 bad input or usage, or refused by admission, 3 the cluster could not be
asked, 130 interrupted, 70 a bug in seaworthy.
`

const image = `Show a reference in full, with registry and tag, and what is known about the image: from the policy, the
lock and the built-in catalogue. The first that knows the image counts. No registry is contacted.

Usage: seaworthy image REFERENCE [options]

  --policy FILE            the policy; default: seaworthy.yaml (or .yml), searched for in this folder and
                           its parents, up to the repository root; the paths in a policy that was found
                           must lie in its folder
  --lock FILE              what is known about images; default: seaworthy.lock.yaml beside the policy
  --no-lock                ignore the lock
${common}
Examples:
  seaworthy image redis
  seaworthy image registry.example.com/team/app:v1@sha256:...

Exit: 0 done, also when nothing is known, 2 bad input or usage, 70 a bug in seaworthy.
`

const preflight = `Ask a cluster whether it would take manifests, before they are applied: each object is created or changed
in a dry run, and so is the pod behind each workload, as its controller would make it. What pods name and
the cluster does not have, and what the objects together ask of quotas, is checked too. Nothing is changed.

Usage: seaworthy preflight [options] [file|dir|- ...]

  --context NAME           a context of the kubeconfig (KUBECONFIG, ~/.kube/config); default: its current
                           one; in a pod without a kubeconfig: its service account
  -n, --namespace NAME     namespace of objects without one; default: HELM_NAMESPACE, then the context's
  --print-role             print the ClusterRole that these manifests need for it, and ask nothing
  --policy FILE            the policy, for custom kinds that hold pods
${exclude}${strict}  --format FORMAT          text (default), json, sarif, junit, github or gitlab; repeatable
  --output FILE            write the preceding --format to FILE instead of standard output
${common}${rendering}
A right that is missing costs the questions that need it; they are warnings. Secrets are looked up by name,
and never read.

Examples:
  seaworthy preflight manifests/
  helm template web ./chart -n agents | seaworthy preflight -n agents --context staging
  seaworthy preflight ./chart --print-role | kubectl apply -f -

Exit: 0 the cluster would take it, 1 findings, 2 bad input or usage, 3 the cluster could not be asked,
70 a bug in seaworthy.
`

const verify = `Render every golden case of the policy (\`golden:\`) again and compare it with its file, byte for byte.
A missing file, a file that no case produces, and any difference fail.

Usage: seaworthy verify [options] [CASE...]

${manifests}${schemaSwitch}${hardening}  --update                 write the files, list them, and exit 1; refused when CI=true
  --format FORMAT          text (default), json, sarif, junit, github or gitlab; repeatable
  --output FILE            write the preceding --format to FILE instead of standard output
${common}
Examples:
  seaworthy verify
  seaworthy verify --update web
  seaworthy verify --strict          (a case skipped because helm is missing fails too)

${exits}`

const schema = `Print the JSON Schema of values, of the policy or of the lock, for editors and other validators.

Usage: seaworthy schema policy
       seaworthy schema values
       seaworthy schema lock

${common}
Examples:
  seaworthy schema policy > seaworthy.schema.json
  seaworthy schema values > values.schema.json

${exits}`

const completion = `Print a script that lets a shell complete commands and options.

Usage: seaworthy completion bash|zsh|fish

${common}
Examples:
  source <(seaworthy completion bash)            in ~/.bashrc; zsh alike, in ~/.zshrc after compinit
  seaworthy completion fish > ~/.config/fish/completions/seaworthy.fish

${exits}`

/** Help by command; `seaworthy` is the program's own. */
export const usage: Readonly<Record<string, string>> = {
  seaworthy,
  render,
  'post-render': postRender,
  check,
  explain,
  fix,
  export: exportHelp,
  init,
  lock,
  run,
  image,
  preflight,
  verify,
  schema,
  completion,
}
