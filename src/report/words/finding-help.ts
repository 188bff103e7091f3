import type { Observation, Severity } from '../../workload/finding/finding.ts'

/** What a code means: a section of FINDINGS.md, and the help of a SARIF rule. */
export interface FindingHelp {
  /** A few words, without a full stop. */
  readonly title: string
  /** The severities that it occurs with, the gravest first. */
  readonly severities: readonly Severity[]
  /** What happens in the cluster, and how Seaworthy knows. */
  readonly meaning: string
  /** Manifest, policy or message that brings it about. */
  readonly example: string
  /** What to do. */
  readonly remedy: string
  /** Fields that it is about. Empty where it is about a whole document, a policy row or a golden file. */
  readonly fields: readonly string[]
}

/** Every code that a finding can have. A code without its help does not compile. */
export const findingHelp: Readonly<Record<Observation['code'], FindingHelp>> = {
  'pod-security': {
    title: 'A pod breaks its Pod Security level',
    severities: ['error'],
    meaning:
      "The namespace's level forbids the pod, so the API server refuses it; a Deployment is still accepted, and its pods never appear. Reason and detail are the API server's words, the check is upstream's id: CHECKS.md has a section for each.",
    example: 'securityContext: { privileged: true }   # at baseline',
    remedy:
      'Let `seaworthy fix` or `post-render` add the missing fields. A field that the author wrote is replaced only with `--enforce`. What the workload really needs goes under `exemptions` in the policy, with a reason, or its namespace gets another level.',
    fields: ['spec.securityContext', 'spec.containers[*].securityContext', 'spec.volumes[*]', 'spec.hostNetwork'],
  },
  'bad-yaml': {
    title: 'A document is not readable as YAML',
    severities: ['error'],
    meaning:
      'Kubernetes refuses this text, or reads it differently from how it looks. The document is passed on as it is: nothing in it was checked or hardened.',
    example: 'data: { key: "value }',
    remedy: 'Correct the text at the place named. In a chart, look at the template and its indentation.',
    fields: [],
  },
  'no-object': {
    title: 'A file holds no Kubernetes object',
    severities: ['error', 'warning', 'note'],
    meaning:
      'Nothing in the file says its kind, or it is a file that no API server is given: values of a chart, a kustomization, a policy of Seaworthy. Nothing in it was checked. It is a warning where the file was named, since a check of nothing passes; a note where it lies in a folder; and an error where it was piped in. A file of comments is left alone, as a chart may render to one.',
    example: 'seaworthy check values.yaml   # the chart is what can be checked: seaworthy check ./chart -f values.yaml',
    remedy:
      'Name what holds the manifests, as the advice says. Where all changed files are named (a hook before a commit), leave out those that hold none.',
    fields: [],
  },
  'duplicate-key': {
    title: 'A map has a key twice',
    severities: ['warning'],
    meaning:
      'Kubernetes takes the last one and drops the other without a word; kustomize and the post-renderers of Helm 4 refuse the document. Objects of custom kinds whose definition is not in the input are not searched.',
    example: 'resources: { limits: { memory: 1Gi } }\nresources: { requests: { cpu: 100m } }   # the limits are lost',
    remedy: 'Remove one of the two, or put both values into one.',
    fields: [],
  },
  'bad-type': {
    title: 'A field has a type that the API server refuses',
    severities: ['error'],
    meaning:
      'The value cannot be decoded, so the object is refused. A pod with such a field is never edited. A document that is only text or a list is not an object, and kubectl and Helm refuse it.',
    example: 'runAsUser: "1000"',
    remedy: 'Write the type that Kubernetes wants; in a chart, quote text and leave numbers and booleans bare.',
    fields: ['spec.securityContext.runAsUser', 'spec.containers[*]'],
  },
  'unknown-field': {
    title: 'A field is misspelt or misplaced',
    severities: ['error'],
    meaning:
      'Kubernetes has no such field there. With strict field validation (`kubectl apply`, Helm 4) the API server refuses the object; without it the field is dropped in silence, and has no effect. The types are those of Kubernetes 1.30 to 1.37 (`--kube-version`), and of definitions in the manifests.',
    example: 'spec.template.spec.securityContext: { readOnlyRootFilesystem: true }   # it belongs to each container',
    remedy:
      'Correct the name, or move the field to where it belongs: the advice names the nearest name or the place. In a chart, look at the indentation. `--no-schema`, or `schema: off` in the policy, leaves these findings out; `--schema`, or `schema: full`, finds them in CustomResourceDefinitions, too.',
    fields: [],
  },
  'invalid-value': {
    title: 'A field has a value that it does not allow',
    severities: ['error'],
    meaning:
      'The API server refuses the object: the field takes only certain values, or a certain format, such as a quantity. From an object that has `items` but is not a list, kubectl and Helm create only the items; those are judged and hardened.',
    example: 'imagePullPolicy: always',
    remedy: 'Write one of the values that are named.',
    fields: [],
  },
  'missing-field': {
    title: 'A required field is missing',
    severities: ['error'],
    meaning:
      'The API server refuses the object, or kubectl and Helm where `kind` or `apiVersion` is missing. Null counts as absent. A file in which nothing has a kind is told as no-object.',
    example: 'kind: Deployment   # without spec.selector',
    remedy: 'Add the field, or one of those that are named.',
    fields: [],
  },
  'conflicting-fields': {
    title: 'Fields exclude each other',
    severities: ['error'],
    meaning: 'The API server refuses the object: it allows only one of these fields.',
    example: 'livenessProbe: { httpGet: { port: 80 }, exec: { command: [ok] } }',
    remedy: 'Keep one of them and remove the others.',
    fields: [],
  },
  'duplicate-item': {
    title: 'Two items of a list have the same key',
    severities: ['error'],
    meaning: 'The API server refuses the object: these fields must identify each item of the list.',
    example: 'ports: [{ name: http, containerPort: 80 }, { name: http, containerPort: 81 }]',
    remedy: 'Remove one of the two, or give it another key.',
    fields: [],
  },
  'bad-label': {
    title: 'A Pod Security label of a namespace is invalid',
    severities: ['error'],
    meaning: 'The API server refuses a new namespace with this label, and an existing one gets the strictest level.',
    example: 'pod-security.kubernetes.io/enforce: restrict',
    remedy: 'Write `privileged`, `baseline` or `restricted`; a version is `latest` or like `v1.36`.',
    fields: ['metadata.labels'],
  },
  'bad-annotation': {
    title: 'An exemption annotation is invalid',
    severities: ['error'],
    meaning: 'An annotation of Seaworthy that cannot be read exempts nothing.',
    example: 'seaworthy.dev/ignore: hostPathVolumes   # no reason',
    remedy: 'Write `check=reason; check=reason` in `seaworthy.dev/ignore`, or a reason in `seaworthy.dev/skip`.',
    fields: ['metadata.annotations'],
  },
  'edit-refused': {
    title: 'A field cannot be hardened without changing something else',
    severities: ['warning'],
    meaning:
      'The field is behind an alias or a merge key, is written twice, or has a tag, so an edit there would change something else too; or it needs another field for which that is true. Everything else is written.',
    example: 'securityContext: *shared',
    remedy: 'Write out the value where it is used, or set the field at the anchor.',
    fields: ['spec.containers[*].securityContext'],
  },
  'not-hardened': {
    title: 'A field was left out because it might break the container',
    severities: ['warning', 'note'],
    meaning:
      'Hardening adds a field only with evidence that the container keeps working. The message says which fact is missing.',
    example: 'image: registry.example.com/app:1   # it is unknown which user it runs as',
    remedy:
      'Describe the image under `images` in the policy, or assign a user with `harden.runAs`. If the container needs the privilege, exempt the check.',
    fields: ['spec.containers[*].securityContext'],
  },
  'hardened-in-doubt': {
    title: 'A field that the level demands was set, but it might break the container',
    severities: ['note'],
    meaning:
      'At restricted a pod without the field is refused, so it is set. But nothing is known about the image: a setuid program such as sudo, a file capability on its binary or an unusual system call would stop working. At baseline and privileged, where admission forces nothing, such a field is left out (not-hardened).',
    example: 'image: registry.example.com/app:1   # neither the catalogue nor the policy knows it',
    remedy:
      'Try the workload once, then describe the image under `images` in the policy. `setuid: true` or `fileCapabilities: [NET_BIND_SERVICE]` says what it needs; `{ setuid: false, fileCapabilities: [] }` that it needs nothing.',
    fields: ['spec.containers[*].securityContext'],
  },
  'unknown-pod-holder': {
    title: 'Something looks like a pod in a kind that is not known',
    severities: ['warning'],
    meaning:
      'A list of containers, or a container, stands in an object of a kind that is not known to hold pods, or a pod is written in the text of a ConfigMap. Whatever makes pods of it, nothing in it was checked or hardened.',
    example:
      "kind: WorkflowTemplate   # of argoproj.io/v1alpha1\nspec: { templates: [{ script: { image: 'python:3.12', source: print(1) } }] }",
    remedy:
      'Put the row that the message names under `workloads` in the policy. `holds` says what lies at `path`: a podTemplate, a podSpec, containers, or the text of a pod; the last two are checked and never edited.',
    fields: [],
  },
  'policy-row-unused': {
    title: 'A row of the policy matches nothing',
    severities: ['warning'],
    meaning:
      "No image, storage class, claim, namespace or kind in these manifests matches the row, or the path of a row of `workloads` leads to no pod. The first rule of `namespaces` that matches decides, so a later one may never apply. Only `check` says so, and only when it reads the policy's whole folder, or a pipe: files that are not read may need the row. A path that leads nowhere is always reported.",
    example: 'storageClasses: { fsat: { profile: aws-ebs } }   # the class is called fast',
    remedy: 'Correct the name or the path, or remove the row.',
    fields: [],
  },
  'image-fact-contradiction': {
    title: 'The policy contradicts the files of an image',
    severities: ['warning'],
    meaning:
      'A row under `images` in the policy and what `seaworthy lock` read from the image differ. Its author may know better, so the row counts; usually the image has changed since the row was written.',
    example: 'images: { docker.io/library/redis: { user: 1000 } }   # its etc/passwd says 999',
    remedy: 'Correct the row, or remove it and let the lock answer.',
    fields: ['spec.containers[*].image'],
  },
  'cluster-fact-contradiction': {
    title: 'The policy contradicts the cluster',
    severities: ['warning'],
    meaning:
      'The policy and what `seaworthy lock --cluster` read differ: in what a storage class or a claim is, in the default class, or in the level of a namespace. The policy counts, since it may describe what is intended; but then the verdicts are not about the cluster as it is today.',
    example:
      'storageClasses: { fast: { profile: aws-ebs } }   # in the cluster its provisioner is rancher.io/local-path',
    remedy:
      'Correct the policy, or remove the row and let the lock answer. If the cluster has changed, run `seaworthy lock --cluster` again.',
    fields: ['spec.containers[*].volumeMounts[*]', 'metadata.namespace'],
  },
  'image-platforms-differ': {
    title: 'An image is not the same on all platforms',
    severities: ['warning'],
    meaning:
      'The lock has the image for several platforms, and their files differ, for example in the number of the user. A pod may run on any of them, so what differs counts as unknown, and the built-in catalogue is not asked either.',
    example: 'user (linux/amd64 999:999, linux/arm64 1000:1000)',
    remedy:
      'Lock only the platform of your nodes: `seaworthy lock --update --platform linux/amd64`. Or set the field in the pod (`runAsUser`), or say it under `images` in the policy.',
    fields: ['spec.containers[*].image'],
  },
  'image-lock-stale': {
    title: 'The lock knows another digest of an image',
    severities: ['warning'],
    meaning:
      'The manifest pins an image that was never looked up: the lock has the repository at another digest. What was read there may not be true of this one, so it is judged as an unknown image.',
    example: 'image: redis:7.4@sha256:1f3c…   # seaworthy.lock.yaml has redis:7.4 at sha256:ab12…',
    remedy: 'Run `seaworthy lock` and review what changed: a new image may run as another user.',
    fields: ['spec.containers[*].image'],
  },
  'image-tag-mutable': {
    title: 'An image is named by a tag, which can be moved',
    severities: ['note'],
    meaning:
      'For a tag, the lock holds what it named when it was looked up. A tag can be moved: then the cluster runs another image than the one that was judged. The note appears once for each image.',
    example: 'image: redis:7.4   # locked at sha256:ab12…',
    remedy:
      'Pin the digest (`redis:7.4@sha256:…`), or let CI run `seaworthy lock --check`, which asks for digests alone and exits 1 if a tag was moved.',
    fields: ['spec.containers[*].image'],
  },
  replaced: {
    title: 'A value that the author wrote was replaced or removed',
    severities: ['warning', 'note'],
    meaning: '`--enforce` replaces what breaks the level, and something the author asked for is lost.',
    example: 'hostNetwork: true   # removed',
    remedy: 'Omit `--enforce` to keep what the author wrote, or exempt the check.',
    fields: ['spec.hostNetwork', 'spec.containers[*].securityContext'],
  },
  'working-directory': {
    title: 'A container starts in another directory, to be able to write as another user',
    severities: ['warning'],
    meaning:
      "The image runs as root only because it says nothing else, and the program needs no root but to write into the directory it starts in. `--enforce` gives the container the user of `harden.runAs` and starts it in the image's `/tmp`, where everybody may write. It is done only where every program of the command is known, none reads a file by a relative path, and no probe or hook starts in the same directory.",
    example: "image: busybox\ncommand: ['wget']\nargs: ['web:80']   # writes /index.html",
    remedy: 'Nothing is needed. To keep the directory, set `workingDir`, or `securityContext.runAsUser`, yourself.',
    fields: ['spec.containers[*].workingDir'],
  },
  'immutable-on-upgrade': {
    title: 'A pod that cannot change was hardened',
    severities: ['note'],
    meaning:
      'The pod of a Job or a Pod cannot be changed once it exists, so `helm upgrade` fails where it already runs without these fields.',
    example: 'kind: Job   # installed before it was hardened',
    remedy: 'Delete it before the upgrade, or give it a name that changes with the revision.',
    fields: ['spec.template'],
  },
  'exemption-unused': {
    title: 'An exemption exempts nothing',
    severities: ['warning'],
    meaning:
      'No violation matches it any more: the workload was fixed, renamed or removed. It is not said where only a part of the folder of the policy is read.',
    example: 'exemptions: [{ kind: DaemonSet, name: gone, checks: [hostPorts], reason: … }]',
    remedy: 'Remove it, or correct what it matches.',
    fields: [],
  },
  'exemption-expired': {
    title: 'An exemption has expired',
    severities: ['error'],
    meaning:
      'Its date has passed. The object is still not edited, so that output does not change overnight, but `check` and `verify` fail.',
    example: 'expires: 2024-06-30',
    remedy: 'Fix what it exempts, or extend `expires`.',
    fields: [],
  },
  'volume-not-writable': {
    title: 'A container cannot write a volume',
    severities: ['error'],
    meaning:
      'After the provisioner and the kubelet have set up the volume, the directory belongs to another user and its mode does not let the container write. In the cluster this is `Permission denied` in a crash loop.',
    example: 'runAsUser: 10000   # on a volume owned by 1000:1000 with mode 0755',
    remedy:
      '`seaworthy fix` adds the fix that the message names. Where none applies, the message says which fact or change is missing. `seaworthy explain` shows every fix and the levels that admit it.',
    fields: ['spec.containers[*].volumeMounts[*]'],
  },
  'volume-not-readable': {
    title: 'A container cannot read a volume',
    severities: ['error'],
    meaning: 'The directory, or a file projected into it, cannot be opened by the user of the container.',
    example: 'secret: { secretName: key, defaultMode: 0400 }   # with runAsUser: 1000',
    remedy: 'Set fsGroup, or a mode that lets the group or others read.',
    fields: ['spec.containers[*].volumeMounts[*]', 'spec.volumes[*]'],
  },
  'volume-unknown': {
    title: 'It is unknown whether a container can access a volume',
    severities: ['warning'],
    meaning:
      'A deciding fact is missing: what a storage class provisions, which user an image runs as, or what a volume contains.',
    example: 'storageClassName: fast   # described nowhere',
    remedy:
      'Put the row that the message ends with into the policy, with the values of your cluster. Where it names none, no policy can know: what lies on a node or on a file server, for example.',
    fields: ['spec.containers[*].volumeMounts[*]'],
  },
  'storage-assumed': {
    title: 'A storage class is judged by its name',
    severities: ['note'],
    meaning:
      'Neither the policy nor a StorageClass in the manifests says what the class makes, but installers give this name to one kind of storage: `gp3` to EBS, `local-path` to a directory of the node. Verdicts and fixes rest on that; nothing is taken away because of it.',
    example: 'storageClassName: gp3   # described nowhere',
    remedy: 'Copy the row that the message ends with into the policy, or correct its profile.',
    fields: ['spec.containers[*].volumeMounts[*]'],
  },
  'golden-missing': {
    title: 'A golden file is missing',
    severities: ['error'],
    meaning: 'A case of the policy names a file that does not exist.',
    example: 'golden: [{ name: web, chart: charts/web, file: golden/web.yaml }]',
    remedy: 'Write it with `--update`, and review it like code.',
    fields: [],
  },
  'golden-orphan': {
    title: 'A golden file belongs to no case',
    severities: ['error'],
    meaning: 'No case produces this file, so nothing checks it.',
    example: 'golden/old.yaml   # its case was removed',
    remedy: 'Delete the file, or add its case under `golden` in the policy.',
    fields: [],
  },
  'golden-different': {
    title: 'The output differs from its golden file',
    severities: ['error'],
    meaning: 'Rendering and hardening the case again gives different bytes from those that were reviewed.',
    example: '-  replicas: 1\n+  replicas: 2',
    remedy: 'Undo the change, or write the file with `--update` and review the difference.',
    fields: [],
  },
  'golden-skipped': {
    title: 'A golden case was not compared',
    severities: ['warning'],
    meaning: 'A program that the case needs, such as Helm of the right major version, is missing.',
    example: 'golden: [{ name: web, chart: charts/web, helm: 4, … }]   # with Helm 3 on PATH',
    remedy: 'Install what the message names.',
    fields: [],
  },
  'mask-unused': {
    title: 'A mask of a golden case has no effect',
    severities: ['warning'],
    meaning: 'No object or field matches the mask, so it hides nothing.',
    example: 'mask: [{ object: Secret/web, path: data.gone }]',
    remedy: 'Remove the mask, or correct its object or path.',
    fields: [],
  },
  'release-failed': {
    title: 'A release of a fleet could not be rendered or read',
    severities: ['error'],
    meaning: 'Its chart does not render, or a file that it names cannot be read. The other releases are done.',
    example: 'releases: [{ name: web, chart: charts/wbe }]',
    remedy:
      'Correct what the message names, and run `seaworthy fleet` again: releases that are done are not done again.',
    fields: [],
  },
  'chown-drift': {
    title: 'A hand-written chown does not do what the pod needs',
    severities: ['error', 'warning'],
    meaning:
      'An init container changes the owner of a volume, but not to the user that writes it, not of every volume, or in a way that fails on the next start.',
    example: 'command: [chown, -R, "1000:1000", /data]   # and the container runs as 2000',
    remedy: 'Give it the uid and group of the container, or remove it and let Seaworthy add the helper.',
    fields: ['spec.initContainers[*].command', 'spec.initContainers[*].args'],
  },
  'claim-conflict': {
    title: 'Workloads that share a claim do not agree on its owner',
    severities: ['warning'],
    meaning: 'Each workload gives the volume to its own user, and the last to start wins: the others lose access.',
    example: 'Deployment/web writes claim data as 1000:1000, Job/load as 2000:2000',
    remedy: 'Run them as the same user and group, or give both the same fsGroup.',
    fields: ['spec.volumes[*].persistentVolumeClaim'],
  },
  'claim-shared': {
    title: 'Pods that run at the same time share a claim that one node or one pod holds',
    severities: ['warning', 'note'],
    meaning:
      'A ReadWriteOnce claim on a network disk is attached to one node: a pod on another node stays in ContainerCreating with a Multi-Attach error. A ReadWriteOncePod claim admits one pod in the whole cluster.',
    example: 'Deployment/master and Job/worker mount claim data, which is ReadWriteOnce',
    remedy:
      'Keep the pods on one node with `podAffinity`, use ReadWriteMany where the storage offers it, or give each pod its own claim.',
    fields: ['spec.volumes[*].persistentVolumeClaim', 'spec.accessModes', 'spec.replicas'],
  },
  'rollout-deadlock': {
    title: 'A rollout waits for a claim that the old pod holds',
    severities: ['warning'],
    meaning:
      'A rolling update starts the new pod before it stops the old one, and only one node or one pod may hold the claim.',
    example: 'kind: Deployment   # RollingUpdate, with a ReadWriteOncePod claim',
    remedy: 'Use the strategy `Recreate`, or `maxSurge: 0`.',
    fields: ['spec.strategy'],
  },
  'fsgroup-noop': {
    title: 'fsGroup does nothing for this volume',
    severities: ['warning', 'note'],
    meaning: 'The kubelet never applies fsGroup to this kind of volume (hostPath, NFS, most local-path claims).',
    example: 'fsGroup: 1000   # with a claim of class local-path',
    remedy: 'Use another fix: `seaworthy explain` lists those that work.',
    fields: ['spec.securityContext.fsGroup'],
  },
  'will-not-start': {
    title: 'A container does not start',
    severities: ['error'],
    meaning:
      'The kubelet or the runtime refuses the container, or its command will fail: at the first start, or at every later one because of what the first start left behind. Its consequences for mounts and for later containers are not reported again.',
    example: 'securityContext: { runAsNonRoot: true }   # with an image whose USER is root or a name',
    remedy: 'Follow the advice of the message: most often, set `runAsUser` to the number of a user.',
    fields: ['spec.containers[*]', 'spec.initContainers[*]', 'spec.securityContext.runAsGroup'],
  },
  'needless-init': {
    title: 'A root init container that the pod can do without',
    severities: ['warning', 'note'],
    meaning:
      'An init container of the chart chowns a volume as root. Without it the pod could use its volumes all the same, or with a fix that runs nothing as root.',
    example: 'command: [chown, -R, "1000:1000", /tmp]   # on an emptyDir, which everybody may write',
    remedy:
      'Remove it, or let `--enforce` or `harden.chartInits: replace` in the policy do so. The message names what would have to replace it.',
    fields: ['spec.initContainers[*]'],
  },
  'cluster-pod-security': {
    title: "The cluster's Pod Security admission refuses a pod",
    severities: ['error'],
    meaning:
      'The API server refused the pod in a dry run, by the level of its namespace. The workload itself is accepted, but its pods never appear. Only `preflight` says this.',
    example: 'violates PodSecurity "restricted:latest": runAsNonRoot != true',
    remedy: 'Let `seaworthy fix` or `post-render` add the fields, or give the namespace another level.',
    fields: ['spec.securityContext', 'spec.containers[*].securityContext'],
  },
  'cluster-quota': {
    title: 'A ResourceQuota refuses an object',
    severities: ['error'],
    meaning:
      'The API server refused the object or its pod in a dry run: the quota has too little left, or wants requests or limits that are not set.',
    example: 'exceeded quota: compute, requested: limits.cpu=2, used: limits.cpu=3, limited: limits.cpu=4',
    remedy: 'Set the resources that the quota counts, lower them or the replicas, or raise the quota.',
    fields: ['spec.containers[*].resources', 'spec.replicas'],
  },
  'quota-exceeded': {
    title: 'The manifests together ask for more than a ResourceQuota has left',
    severities: ['error'],
    meaning:
      'Each object alone is accepted, but not all of them together: requests, limits and counts of everything in the namespace, times its replicas, are held against what the quota has left. What already runs is already counted. A DaemonSet counts as one pod.',
    example: 'replicas: 4   # of 500m each, with 1 cpu left',
    remedy: 'Lower requests, limits or replicas, or raise the quota.',
    fields: ['spec.replicas', 'spec.containers[*].resources'],
  },
  'cluster-limit-range': {
    title: 'A LimitRange refuses a pod or a claim',
    severities: ['error'],
    meaning: 'The API server refused it in a dry run: a request or limit is outside of what the namespace allows.',
    example: 'maximum cpu usage per Container is 1, but limit is 3',
    remedy: 'Correct the resources, or the LimitRange.',
    fields: ['spec.containers[*].resources'],
  },
  'cluster-webhook': {
    title: 'An admission webhook refuses an object',
    severities: ['error'],
    meaning: 'A webhook of the cluster denied the dry run. The message is its own.',
    example: 'admission webhook "policy.example.com" denied the request: label team is required',
    remedy: 'Do what it asks for, or ask those who run it for an exception.',
    fields: [],
  },
  'webhook-unreachable': {
    title: 'An admission webhook that must answer does not',
    severities: ['error'],
    meaning:
      'Its failurePolicy is Fail, and the API server cannot call it: nothing that it watches can be created, whatever the manifests say.',
    example: 'failed calling webhook "policy.example.com": no endpoints available for service "policy"',
    remedy: 'Repair the webhook: its Service, pods and certificate. Or remove its configuration.',
    fields: [],
  },
  'cluster-policy': {
    title: 'A policy of the cluster refuses an object',
    severities: ['error'],
    meaning: 'A ValidatingAdmissionPolicy, or a security context constraint of OpenShift, refused it in a dry run.',
    example: "ValidatingAdmissionPolicy 'owners' with binding 'all' denied request: label owner is required",
    remedy: 'Do what it asks for, or ask its owners for an exception.',
    fields: [],
  },
  'cluster-immutable': {
    title: 'The object is there already, and the change is not allowed',
    severities: ['error'],
    meaning:
      'The API server refused to change what exists: pods of a Job, the selector of a Deployment and the claims of a StatefulSet stay as they were created.',
    example: 'spec.template: field is immutable',
    remedy: 'Delete the object before the change, or give it a name that changes with the revision.',
    fields: ['spec.template', 'spec.selector', 'spec.volumeClaimTemplates'],
  },
  'cluster-invalid': {
    title: 'The API server calls an object invalid',
    severities: ['error'],
    meaning: "The API server's own validation refused it in a dry run, unknown fields included.",
    example: 'Invalid value: 99999999: must be between 1 and 65535, inclusive',
    remedy: 'Correct the field that is named.',
    fields: [],
  },
  'cluster-refused': {
    title: 'The API server refuses an object for another reason',
    severities: ['error'],
    meaning: 'It refused the dry run. Its words are all that is known.',
    example: 'unable to create new content in namespace agents because it is being terminated',
    remedy: 'Read the message of the API server: nothing more is known.',
    fields: [],
  },
  'cluster-warning': {
    title: 'The API server warns about an object',
    severities: ['warning'],
    meaning: 'The object is accepted, and something about it is deprecated or has no effect.',
    example: 'spec.template.spec.containers[0].env[1]: hides previous definition of "A"',
    remedy: 'Correct it while it is a warning: a later version may refuse it.',
    fields: [],
  },
  'missing-object': {
    title: 'Something that an object names is not there',
    severities: ['error', 'warning'],
    meaning:
      'A namespace, claim, Secret, ConfigMap, service account, storage, priority or runtime class is neither in the cluster nor in the manifests. Of Secrets only the name is looked up. A missing image pull secret is a warning, since the image may be public.',
    example: 'persistentVolumeClaim: { claimName: data }',
    remedy:
      'Create it, add it to the manifests, or correct the name. `optional: true` lets a pod start without a Secret or ConfigMap.',
    fields: [
      'spec.volumes[*]',
      'spec.containers[*].env[*].valueFrom',
      'spec.serviceAccountName',
      'spec.imagePullSecrets[*]',
    ],
  },
  'unknown-kind': {
    title: 'A kind that the API server does not serve',
    severities: ['error', 'warning'],
    meaning:
      'Kubernetes has no such kind in this apiVersion, and no CustomResourceDefinition can add one to its groups. `preflight` says the same of kinds that the cluster itself does not know. An older version of a kind is a warning: a chart that asks the cluster what it serves prints one where `helm template` has no cluster to ask.',
    example: 'apiVersion: apps/v1\nkind: Deploymnt   # Deployment',
    remedy:
      'Correct apiVersion and kind, or install what brings the kind. For a chart say what the cluster serves: `helm template --api-versions policy/v1`.',
    fields: ['apiVersion', 'kind'],
  },
  'not-asked': {
    title: 'The cluster could not be asked about some objects',
    severities: ['warning'],
    meaning:
      'Their namespace or definition comes with the same manifests and is not there yet, or a webhook does not support dry runs. A dry run stores nothing, so what depends on it cannot be tried.',
    example: 'kind: Namespace   # and Deployments for it, in one stream',
    remedy: 'Create the namespace or the definition first, then run `preflight` again.',
    fields: [],
  },
  'no-right': {
    title: 'You lack a right that `preflight` needs',
    severities: ['warning'],
    meaning: 'You lack the right to ask about these objects. Everything else was asked.',
    example: 'create pods in namespace agents',
    remedy: 'Ask for the right. `seaworthy preflight --print-role` prints all that are needed.',
    fields: [],
  },
  'may-not-start': {
    title: 'Whether a pod starts depends on something that the manifests do not show',
    severities: ['warning', 'note'],
    meaning: 'A path must exist on the node, the runtime must be new enough, or an init container may fail.',
    example: 'hostPath: { path: /opt/data, type: Directory }',
    remedy: 'Make sure that it holds on every node that may run the pod.',
    fields: [
      'spec.volumes[*].hostPath.type',
      'spec.securityContext.supplementalGroupsPolicy',
      'spec.initContainers[*]',
    ],
  },
  'capability-mismatch': {
    title: 'A command needs a capability that its container drops',
    severities: ['error', 'warning'],
    meaning: 'The command will fail with `Operation not permitted`.',
    example: 'command: [chown, "1000", /data]   # with capabilities.drop: [ALL]',
    remedy: 'Add the capability that the message names where the level admits it, or remove the step.',
    fields: ['spec.containers[*].securityContext.capabilities', 'spec.initContainers[*].securityContext.capabilities'],
  },
  'slow-recursive-chown': {
    title: 'A recursive change of ownership delays every start',
    severities: ['note'],
    meaning:
      'Without `fsGroupChangePolicy: OnRootMismatch` the kubelet walks the whole volume before each start (KEP-695). With millions of files the pod stays in ContainerCreating for minutes.',
    example: 'securityContext: { fsGroup: 1000 }',
    remedy: 'Set `fsGroupChangePolicy: OnRootMismatch`.',
    fields: ['spec.securityContext.fsGroupChangePolicy'],
  },
  'lost-and-found': {
    title: 'A program refuses a data directory that contains lost+found',
    severities: ['warning'],
    meaning:
      'A new ext4 file system has a directory `lost+found`. A program that initialises its data only in an empty directory (postgres, mysql) refuses it.',
    example: 'mountPath: /var/lib/postgresql/data   # without PGDATA',
    remedy: 'Point the program at a directory below the mount (PGDATA, --datadir), or mount a subPath.',
    fields: ['spec.containers[*].volumeMounts[*]'],
  },
  'decimal-mode': {
    title: 'A file mode was written in decimal',
    severities: ['error', 'warning'],
    meaning: 'YAML reads 0400 as octal and 400 as decimal, which is mode 0620; above 511 the API server refuses it.',
    example: 'defaultMode: 400',
    remedy: 'Write the leading zero, or the decimal number of the mode you mean.',
    fields: ['spec.volumes[*].secret.defaultMode', 'spec.volumes[*].configMap.items[*].mode'],
  },
  'fix-side-effect': {
    title: 'A fix of a volume has a side effect',
    severities: ['warning', 'note'],
    meaning:
      'An fsGroup also opens secrets and tokens to its group: 0400 becomes 0440, which ssh refuses for its own key. A chown changes files that others may own.',
    example: 'secret: { defaultMode: 0400 }   # in a pod that gets an fsGroup',
    remedy: 'Read what changes. If it matters, choose another fix, or copy the file to an emptyDir.',
    fields: ['spec.volumes[*]'],
  },
  'bad-volume': {
    title: 'A volume or mount is invalid',
    severities: ['error', 'warning'],
    meaning: 'A mount names no volume, a path is mounted twice, or a volume has no source or several.',
    example: 'volumeMounts: [{ name: dta, mountPath: /data }]   # the volume is called data',
    remedy: 'Correct the name, path or source that the message names.',
    fields: ['spec.volumes[*]', 'spec.containers[*].volumeMounts[*]'],
  },
}
