import { common, exclude, manifests, rendering, schemaSwitch } from './parts.ts'

/** What `seaworthy explain --help` prints. */
export const explainUsage = `For every workload, show which user each container runs as, who owns each volume before and after the
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
