/** Every key of a policy, as the documentation shows them. */
export const examplePolicy = `apiVersion: seaworthy.dev/v1alpha1
kind: Policy
level: restricted
levelVersion: latest
namespaces:
  - { match: "agent-*", level: baseline }
storageClasses:
  local-path: { profile: rancher-local-path }
  slow-disk:  { source: hostPath, root: { owner: "1000:1000", mode: "0755" } }
  csi-block:  { source: csi, fsGroup: honoured, root: { owner: "0:0", mode: "0755" } }
defaultStorageClass: local-path
images:
  docker.io/grafana/grafana: { user: 472, group: 0 }
  registry.example.com/db:   { user: root, switchesTo: "999:999", capabilities: [CHOWN, SETUID, SETGID], shell: true, requiresOwnership: true, writablePaths: [/tmp] }
workloads:
  - { apiVersion: argoproj.io/v1alpha1, kind: Rollout, path: spec.template }
harden:
  fields: true
  volumes: fix
  runAs: { user: 65532, group: 65532 }
  readOnlyRootFilesystem: false
  ownershipPolicy: Always
  chownImage: docker.io/library/busybox:1.37
  initResources: {}
exemptions:
  - { kind: DaemonSet, namespace: "*", name: "*node-exporter", container: "*", checks: [hostPathVolumes, hostNamespaces], reason: "reads /proc of the node", expires: 2027-06-30 }
golden:
  - { name: agent, template: agent, values: [values/agent.yaml], file: golden/agent.yaml }
  - { name: web, chart: charts/web, values: [], helm: 4, file: golden/web.helm4.yaml, mask: [{ object: Secret/web, path: data.password }] }
  - { name: vendor, stream: streams/vendor.helm3.yaml, file: golden/vendor.yaml }
report: seaworthy-report.json
`

/** The smallest policy, with more lines. */
export function policyWith(lines: string): string {
  return `apiVersion: seaworthy.dev/v1alpha1\nkind: Policy\n${lines}`
}
