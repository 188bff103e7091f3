/** Lines of YAML that stand in a pod at the place they are named after; each is whole, without indentation. */
export interface PodLines {
  readonly metadata?: readonly string[]
  readonly spec?: readonly string[]
  readonly context?: readonly string[]
}

/** The smallest pod that hardening brings to the restricted level, and what a row adds to it. */
export function podText({ metadata = [], spec = [], context = ['runAsUser: 10001'] }: PodLines = {}): string {
  const lines = [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: web',
    ...metadata.map(line => `  ${line}`),
    'spec:',
    ...spec.map(line => `  ${line}`),
    '  containers:',
    '    - name: web',
    '      image: registry.example.com/web:1.0',
    '      securityContext:',
    ...context.map(line => `        ${line}`),
  ]
  return `${lines.join('\n')}\n`
}

/** Lines of a container's security context that `restricted` asks for. */
export const restrictedContext: readonly string[] = [
  'runAsUser: 10001',
  'runAsNonRoot: true',
  'allowPrivilegeEscalation: false',
  'capabilities: { drop: [ALL] }',
  'seccompProfile: { type: RuntimeDefault }',
]

/** A policy with `lines` after its head, whole lines. */
export function policyText(...lines: readonly string[]): string {
  return `${['apiVersion: seaworthy.dev/v1alpha1', 'kind: Policy', ...lines].join('\n')}\n`
}
