/** A pod whose container writes a volume as `uid`; `volume` is its source, in flow style. */
export function writerPod(name: string, uid: number, volume: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  containers:
    - name: c
      image: registry.example.com/app
      securityContext: { runAsUser: ${uid}, runAsGroup: ${uid} }
      volumeMounts: [{ name: v, mountPath: /data }]
  volumes: [{ name: v, ${volume} }]
`
}
