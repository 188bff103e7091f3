import { splitStream } from '../../src/manifest/stream.ts'
import { corpus } from '../support/shared.ts'

/** Documents of real charts, those with a pod more often than their share; one of our own where there are none. */
export function realDocuments(longest: number): readonly string[] {
  const all = corpus().flatMap(({ text }) =>
    splitStream(text).documents.map(({ start, end }) => text.slice(start, end)),
  )
  const short = all.filter(({ length }) => length > 20 && length <= longest)
  const pods = short.filter(text => /^ *(?:- )?containers:/m.test(text))
  return [...short, ...pods, ...pods, ...written]
}

const written = [
  `apiVersion: v1
kind: Pod
metadata: { name: a, labels: {app: a} }
spec:
  containers:
    - name: web
      image: nginxinc/nginx-unprivileged:1.27
      args: [serve, "--bind", '0.0.0.0']
      env:
      - {name: A, value: "x"}
      command:
        - sh
        - -c
        - |
          exec web
      securityContext: {privileged: false}
  restartPolicy: Never
`,
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"web","image":"redis:7"}]}}
`,
  `kind: Deployment
apiVersion: apps/v1
metadata:
  name: a
spec:
  template:
    metadata: &m
      labels: {a: b}
    spec:
      containers:
      - &web
        name: web
        image: redis:7
      - <<: *web
        name: other
      volumes:
      - name: data
        emptyDir:
`,
]
