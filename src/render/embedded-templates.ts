// Generated from templates/ by scripts/embed-templates.ts; edit those instead.
// biome-ignore-all format: generated

/** The shipped templates: folder, file without its ending, source. */
export const builtinTemplates = {
  "agent": {
    "10-service-account": "{{#with serviceAccount}}\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  {{> metadata metadata}}\n{{/with}}\n",
    "20-role": "{{#with role}}\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  {{> metadata metadata}}\nrules:\n  {{yaml rules}}\n{{/with}}\n",
    "21-role-binding": "{{#with role}}\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  {{> metadata metadata}}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: {{metadata.name}}\nsubjects:\n  - kind: ServiceAccount\n    name: {{account}}\n    {{field \"namespace\" accountNamespace}}\n{{/with}}\n",
    "30-secret": "{{#each secrets}}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  {{> metadata metadata}}\ntype: {{type}}\nstringData:\n  {{yaml stringData}}\n{{/each}}\n",
    "40-config-map": "{{#each configMaps}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  {{> metadata metadata}}\ndata:\n  {{yaml data}}\n{{/each}}\n",
    "50-claim": "{{#each claims}}\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  {{> metadata metadata}}\nspec:\n  accessModes:\n    {{yaml accessModes}}\n  {{field \"storageClassName\" storageClassName}}\n  resources:\n    requests:\n      storage: {{size}}\n{{/each}}\n",
    "60-deployment": "{{#with deployment}}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  {{> metadata metadata}}\nspec:\n  replicas: {{replicas}}\n  strategy:\n    type: {{strategy}}\n  selector:\n    matchLabels:\n      {{yaml selector}}\n  template:\n    metadata:\n      labels:\n        {{yaml podLabels}}\n      {{field \"annotations\" podAnnotations}}\n    spec:\n      {{> pod pod}}\n{{/with}}\n",
    "70-service": "{{#with service}}\napiVersion: v1\nkind: Service\nmetadata:\n  {{> metadata metadata}}\nspec:\n  type: {{type}}\n  selector:\n    {{yaml selector}}\n  ports:\n    {{yaml ports}}\n{{/with}}\n",
    "80-network-policy": "{{#with networkPolicy}}\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  {{> metadata metadata}}\nspec:\n  podSelector:\n    matchLabels:\n      {{yaml selector}}\n  policyTypes:\n    {{yaml policyTypes}}\n  ingress:\n    {{yaml ingress}}\n  {{field \"egress\" egress}}\n{{/with}}\n",
    "90-pod-disruption-budget": "{{#with disruptionBudget}}\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  {{> metadata metadata}}\nspec:\n  {{fields budget}}\n  selector:\n    matchLabels:\n      {{yaml selector}}\n{{/with}}\n",
    "91-pod-monitor": "{{#with podMonitor}}\napiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata:\n  {{> metadata metadata}}\nspec:\n  selector:\n    matchLabels:\n      {{yaml selector}}\n  podMetricsEndpoints:\n    - {{yaml endpoint}}\n{{/with}}\n"
  },
  "worker-job": {
    "10-secret": "{{#with secret}}\napiVersion: v1\nkind: Secret\nmetadata:\n  {{> metadata metadata}}\ntype: Opaque\nstringData:\n  {{yaml stringData}}\n{{/with}}\n",
    "20-config-map": "{{#each configMaps}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  {{> metadata metadata}}\ndata:\n  {{yaml data}}\n{{/each}}\n",
    "30-job": "{{#with job}}\napiVersion: batch/v1\nkind: Job\nmetadata:\n  {{> metadata metadata}}\nspec:\n  backoffLimit: {{backoffLimit}}\n  {{field \"activeDeadlineSeconds\" activeDeadlineSeconds}}\n  {{field \"ttlSecondsAfterFinished\" ttlSecondsAfterFinished}}\n  {{field \"podFailurePolicy\" podFailurePolicy}}\n  template:\n    metadata:\n      labels:\n        {{yaml metadata.labels}}\n      {{field \"annotations\" podAnnotations}}\n    spec:\n      {{> pod pod}}\n{{/with}}\n"
  },
  "partials": {
    "container": "- name: {{name}}\n  image: {{image}}\n  {{field \"imagePullPolicy\" imagePullPolicy}}\n  {{field \"restartPolicy\" restartPolicy}}\n  {{field \"command\" command}}\n  {{field \"args\" args}}\n  {{field \"workingDir\" workingDir}}\n  {{field \"ports\" ports}}\n  {{field \"envFrom\" envFrom}}\n  {{field \"env\" env}}\n  {{field \"resources\" resources}}\n  {{field \"startupProbe\" startupProbe}}\n  {{field \"livenessProbe\" livenessProbe}}\n  {{field \"readinessProbe\" readinessProbe}}\n  {{field \"lifecycle\" lifecycle}}\n  {{field \"securityContext\" securityContext}}\n  {{field \"volumeMounts\" volumeMounts}}\n  {{fields rest}}\n",
    "metadata": "name: {{name}}\n{{field \"namespace\" namespace}}\nlabels:\n  {{yaml labels}}\n{{field \"annotations\" annotations}}\n",
    "pod": "{{field \"restartPolicy\" restartPolicy}}\n{{field \"serviceAccountName\" serviceAccountName}}\n{{field \"automountServiceAccountToken\" automountServiceAccountToken}}\n{{field \"imagePullSecrets\" imagePullSecrets}}\n{{field \"terminationGracePeriodSeconds\" terminationGracePeriodSeconds}}\n{{field \"securityContext\" securityContext}}\n{{#if hasInitContainers}}\ninitContainers:\n  {{#each repairs}}\n  - {{yaml this}}\n  {{/each}}\n  {{#each initContainers}}\n  {{> container this}}\n  {{/each}}\n{{/if}}\ncontainers:\n  {{#each containers}}\n  {{> container this}}\n  {{/each}}\n{{field \"volumes\" volumes}}\n{{fields rest}}\n"
  }
} as const
