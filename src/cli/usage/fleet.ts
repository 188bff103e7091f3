import { common, hardening, manifests, schemaSwitch } from './parts.ts'

/** What `seaworthy fleet --help` prints. */
export const fleetUsage = `Render and harden many releases at once, on all cores, and report on all of them. fleet.yaml lists them:

  apiVersion: seaworthy.dev/v1alpha1
  kind: Fleet
  releases:
    - { name: web, chart: charts/web, values: [values/web.yaml], namespace: web }
    - { name: legacy, stream: rendered/legacy.yaml, policy: policies/legacy.yaml }

Instead of a list: a folder of charts, Applications of Argo CD (a file or a folder), or a helmfile, which is
only read where it is named, since it may run programs.

Charts are rendered with helm (on PATH, or HELM_BIN), without your repositories, plugins, cluster or
network. A release that fails is reported, and all others are done.

Usage: seaworthy fleet [options] [fleet.yaml|helmfile.yaml|application.yaml|dir]
       seaworthy fleet --shard i/n --output-dir DIR [options] [file|dir]
       seaworthy fleet merge DIR [options]
       seaworthy fleet job -f fleet.yaml --shards N --parts CLAIM --image IMAGE [options]

  --output-dir DIR         write NAME.yaml for each release, and report.jsonl beside them; what is there
                           already for equal inputs is not done again, so an interrupted run goes on.
                           Of merge: gather there what the shards wrote
  --golden DIR             compare the manifests of each release with DIR/NAME.yaml, byte for byte
  --update                 write golden files that differ; the run fails until it is repeated without it
  --only-changed           report only releases whose inputs changed since the last run into --output-dir
  --shard i/n              do only part i of n; machines that have the same files split them alike, by
                           how long they take. In a pod of an Indexed Job: --shard job/n
  -e, --environment NAME   the environment of a helmfile
  --jobs N                 how many releases to do at once; default: one per core
  --exit-zero              exit 0 also when releases fail or have findings
  --format FORMAT          text (default: a table), json (a line per release), sarif, junit, github or
                           gitlab; repeatable
  --output FILE            write the preceding --format to FILE instead of standard output
${manifests}${schemaSwitch}${hardening}${common}
Findings are those that hardening leaves.

merge DIR makes one report of the shards' output folders: DIR itself, or the folders in it. It is the report
of one machine, byte for byte, also where a shard ran twice. It says which shards are missing, and takes
--format, --output, --strict and --exit-zero, too:
  --partial                report what is there, and exit 1, where shards are missing

job prints an Indexed Job, a shard a pod, that restricted namespaces admit; kubectl create -f - creates it.
A pod that fails is retried, and keeps what is done. Options that decide about releases are
passed on:
  -f, --file FILE          the fleet; default: fleet.yaml. A ConfigMap holds it and all files it names
  --fleet-claim CLAIM      where the fleet lies instead: a claim, or a folder of it (CLAIM/folder)
  --git URL                or a repository, which an init container clones with --git-image
  --ref REF                the branch, tag or commit of it
  --git-image IMAGE        an image with git and sh
  --shards N               how many pods share the releases out
  --parallelism N          how many of them at once; default: all
  --parts CLAIM            the claim, or a folder of it, that all pods write to, and merge reads
  --image IMAGE            an image with seaworthy, and with helm where the fleet has charts
  --name NAME              name of the Job; default: fleet

Examples:
  seaworthy fleet --output-dir out
  seaworthy fleet fleets/production.yaml --format sarif --output fleet.sarif
  seaworthy fleet --shard 2/4 --output-dir parts/2
  seaworthy fleet merge parts --output-dir out
  seaworthy fleet job --shards 16 --parts fleet-parts --image registry.example.com/seaworthy:1

Exit: 0 nothing found, 1 findings, failed releases or missing shards, 2 bad input or usage,
130 interrupted, 70 a bug in seaworthy.
`
