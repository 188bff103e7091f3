/** What `--help` prints. Literal, so that a reader of the code sees what a reader of the terminal sees. */

const manifests = `  --policy FILE            the policy; else seaworthy.yaml, found upward to the repository's root; what a
                           policy names that was found so must lie in its folder
  --lock FILE              what is known of images; else seaworthy.lock.yaml beside the policy
  --no-lock                do without it
  --level LEVEL            privileged, baseline or restricted, for every namespace
  --level-version VERSION  the version of the standard: latest (default) or v1.x
  --kube-version VERSION   the API server whose "latest" and whose fields count, as in v1.35
  -n, --namespace NAME     where objects without a namespace go; else HELM_NAMESPACE
`

const exclude = `  --exclude GLOB           leave out of folders what matches: a path from here (a/**/b.yaml), or a name
                           at every depth (*.test.yaml); repeatable, as is exclude: in the policy
`

const schemaSwitch = `  --schema                 hold objects against Kubernetes' own schema (default); the policy has schema: off
  --no-schema              do not
`

const strict = `  --strict                 warnings count as failures
`

const hardening = `  --enforce                replace what the author wrote where it breaks the level, and say what was lost
${strict}`

const common = `  --no-color               plain text on a terminal too (as does NO_COLOR)
  -q, --quiet              failures only
  -h, --help               this text
`

const exits = `Exit: 0 nothing found, 1 findings, 2 bad input or usage, 70 a bug in seaworthy.
`

const seaworthy = `seaworthy renders Kubernetes workload manifests, hardens any Helm chart on its way through
--post-renderer, and proves the result before a cluster sees it.

Usage: seaworthy <command> [options] [file|dir|- ...]

  render        write manifests from workload templates and values
  post-render   standard input to standard output, hardened
  check         Pod Security violations, volumes that cannot be written, fields that do not exist
  explain       who runs as what, who owns each volume, why it works or not, and the fix
  fix           harden files: show a diff, or write it
  lock          learn what images run as, from registries and archives, into seaworthy.lock.yaml
  verify        render and post-render every golden case, and compare
  schema        print the JSON Schema of values or of the policy

Examples:
  helm template web ./chart --post-renderer seaworthy      (Helm 3; for Helm 4 see the README)
  helm template web ./chart | seaworthy check --level baseline
  seaworthy fix --write manifests/

seaworthy <command> --help tells more. --version prints the version.
${exits}`

const render = `Write manifests from workload templates and values.

Usage: seaworthy render TEMPLATE... [options]

TEMPLATE is agent, worker-job, or the name of a folder or file in --templates DIR.

  --templates DIR          templates of your own; they win over the built-in ones
  -f, --values FILE        values; repeatable, later files win
  --set KEY=VALUE          one value, in Helm's syntax: a.b[0]=x,c=true
  --set-string KEY=VALUE   the same, never read as a number or boolean
  --output-dir DIR         one file an object instead of one stream
  --force                  write what has errors, too; it still exits 1
${manifests}${common}
What is printed is checked at its level first. Errors go to the standard error, and nothing is printed.

Examples:
  seaworthy render agent -f values/agent.yaml
  seaworthy render worker-job -f values/agent.yaml --set tasks[0].id=fix-42 --output-dir out

${exits}`

const postRender = `Read manifests from the standard input, add what their pods lack for the level of their namespace, and
write them to the standard output. Bytes that need no change do not change.

Usage: seaworthy post-render [options]
       helm template web ./chart --post-renderer seaworthy

${manifests}${schemaSwitch}${hardening}  --format FORMAT --output FILE
                           also write a report: text, json, sarif, junit, github; repeatable
  --golden FILE            compare the result with FILE, and fail with a diff where it differs
  --update                 with --golden: write FILE and exit 1; refused when CI=true
${common}
Findings fail the run only with --strict. Helm discards what a post-renderer says when it succeeds:
use --strict, or a report file.

Examples:
  helm template web ./chart | seaworthy post-render --level baseline
  helm template web ./chart --post-renderer seaworthy --post-renderer-args=--strict
  helm template web ./chart | seaworthy post-render --format sarif --output web.sarif > web.yaml

${exits}`

const check = `Say everything that is wrong with manifests as they stand: what Pod Security would refuse, in the API
server's words, which volumes a container cannot write, what does not fit together, and which fields of any
object Kubernetes 1.30 to 1.37 does not have, or not there, or not with that value.

Usage: seaworthy check [options] [file|dir|- ...]

${manifests}${exclude}${schemaSwitch}  --enforce                fixes in SARIF replace what the author wrote, too; findings stay the same
${strict}  --lowest                 also print the lowest level that admits each workload
  --baseline FILE          count only findings that this earlier JSON report does not have
  --format FORMAT          text (default), json, sarif, junit or github; repeatable
  --output FILE            write the format before it to FILE instead of the standard output
${common}
Examples:
  seaworthy check manifests/
  helm template web ./chart -n agents | seaworthy check -n agents --level restricted
  seaworthy check --format text --format sarif --output seaworthy.sarif manifests/

${exits}`

const explain = `Say for every workload who runs as what, who owns each volume before and after the kubelet's set-up,
whether it can be read and written, why, and the fix that the level admits.

Usage: seaworthy explain [options] [file|dir|- ...] [KIND/NAME ...]

KIND/NAME is written as for kubectl: deployment/web, deploy/web, sts/db.

${manifests}${exclude}${schemaSwitch}  --enforce                taken as by the other commands; what is explained stays the same
  --strict                 the same; explain fails on bad input only
  --matrix                 one row a workload: what it writes, by what means, the risk, and the exact fix
  --error TEXT             which mount, identity and bit an error message speaks of, and which fix;
                           - reads the message, or a whole log, from the standard input
  --format FORMAT          text (default), json, markdown or html
  --output FILE            write to FILE instead of the standard output
${common}
Examples:
  seaworthy explain web.yaml
  seaworthy explain web.yaml deployment/web --level baseline
  seaworthy explain web.yaml --error "mkdir: cannot create directory '/data/x': Permission denied"
  seaworthy explain web.yaml --format html --output web.html

Exit: 0 explained, whatever was found, 2 bad input or usage, 70 a bug in seaworthy.
`

const fix = `Harden manifests in files, as post-render does in a pipe.

Usage: seaworthy fix [--diff|--write] [options] [file|dir|- ...]

  --diff                   show what would change (default); exit 1 when something would
  -w, --write              change the files, each in one step. A file that changed since it was read is left
                           as it is (exit 1). A link stays; of several hard links only the named one
                           changes, and no longer shares its text with the others
${manifests}${exclude}${schemaSwitch}${hardening}${common}
Examples:
  seaworthy fix manifests/
  seaworthy fix --write --level baseline manifests/web.yaml

${exits}`

const lock = `Learn what images run as, and write it to seaworthy.lock.yaml, which the other commands read: the user
and groups by number, the entrypoint and what its script calls, file capabilities, whether there is a
shell, and who owns the image's directories at its volumes and mount paths. Facts alone are kept, never
env or labels. Images are looked up at their registries, with the logins of Docker or Podman.

Usage: seaworthy lock [options] [file|dir|- ...]

  --update                 look up again what the lock has
  --prune                  drop images that these manifests do not use
  --check                  only ask whether every tag still names what was locked; exit 1 where not
  --keep-going             write what was found although some images were not; exit 1
  --platform OS/ARCH       default linux/amd64; repeatable
  --from-oci-layout REFERENCE=DIR[:TAG]
                           take an image from an OCI layout
  --from-archive FILE      take the images of an archive of docker save, by the names saved
  --allow-registry GLOB    ask these registries only; repeatable
  --registry-config FILE   logins; else those of Podman and Docker
  --ca FILE                trust this certificate authority too; repeatable
  --mirror REGISTRY=HOST   ask HOST in place of a registry
  --insecure-registry HOST[:PORT]
                           allow plain HTTP; registries of this machine need no permission
${manifests}${common}
Examples:
  helm template web ./chart | seaworthy lock
  seaworthy lock --check manifests/
  seaworthy lock --from-archive images.tar manifests/

Exit: 0 done, 1 a tag moved or some images were not found (--keep-going), 2 bad input, usage, or an image
that could not be looked up; then the lock is left as it is.
`

const verify = `Make every golden case of the policy (\`golden:\`) again and compare it with its file, byte for byte. A
missing file, a file that no case makes, and a difference fail.

Usage: seaworthy verify [options] [CASE...]

${manifests}${schemaSwitch}${hardening}  --update                 write the files, list them, and exit 1; refused when CI=true
  --format FORMAT          text (default), json, sarif, junit or github; repeatable
  --output FILE            write the format before it to FILE instead of the standard output
${common}
Examples:
  seaworthy verify
  seaworthy verify --update web
  seaworthy verify --strict          (a case that is skipped, for want of helm, fails too)

${exits}`

const schema = `Print the JSON Schema of values or of the policy, for editors and other validators.

Usage: seaworthy schema policy
       seaworthy schema values

${common}
Examples:
  seaworthy schema policy > seaworthy.schema.json
  seaworthy schema values > values.schema.json

${exits}`

/** Help by command; `seaworthy` is the program's own. */
export const usage: Readonly<Record<string, string>> = {
  seaworthy,
  render,
  'post-render': postRender,
  check,
  explain,
  fix,
  lock,
  verify,
  schema,
}
