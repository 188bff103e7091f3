import { common, valuesOnCluster } from './parts.ts'

/** What `seaworthy run --help` prints. */
export const runUsage = `Run the worker Job of one task on a cluster: ask admission, create the Job and what belongs to it, report
its progress and what holds it up, print its logs, and clean up. The Job's name comes from the task's id
(and executionId), and the same command continues with a Job that exists: a task runs once, until its Job
is deleted.

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
${valuesOnCluster}${common}
Interrupted (Ctrl-C), it deletes the Job unless --keep is set, and says what is left.

Examples:
  seaworthy run worker-job -f values/agent.yaml --task id=fix-42,prompt="Fix the build" --timeout 1h
  seaworthy run worker-job -f values/agent.yaml --task id=fix-42 --format json | jq -r .type

Exit: 0 done, 1 the task failed, 2 bad input or usage, or refused by admission, 3 the cluster could not be
asked, 130 interrupted, 70 a bug in seaworthy.
`
