import * as assert from 'uvu/assert'
import { formatJson } from '../../src/report/json.ts'
import type { Report } from '../../src/report/report.ts'
import { situation, table } from '../table.ts'
import { advice, edit, escalation, mount, objectReport, place, report, unwritable, violation, web } from './smallest.ts'

const judged = objectReport({
  source: 'web/templates/deploy.yaml',
  podSecurity: {
    demand: { level: 'restricted', version: 36, from: 'label' },
    allowed: false,
    reason: 'allowPrivilegeEscalation != false',
    detail: 'allowPrivilegeEscalation != false (container "web" must …)',
    violations: [
      {
        check: 'allowPrivilegeEscalation',
        reason: 'allowPrivilegeEscalation != false',
        detail: 'container "web" must …',
        path: escalation,
        position: { line: 12, column: 9 },
        exempted: false,
      },
    ],
  },
  mounts: [mount()],
})

const everything = report({
  objects: [judged],
  findings: [violation({}, [place({ container: 'log' })]), unwritable()],
  edits: [edit()],
})

// The text is compared, so that the order of the fields is part of the contract.
situation('the whole contract, field by field in its order', () => {
  const want = `{
  "apiVersion": "seaworthy.dev/v1alpha1",
  "kind": "Report",
  "policy": null,
  "objects": [
    {
      "file": "web.yaml",
      "source": "web/templates/deploy.yaml",
      "index": 0,
      "line": 1,
      "apiVersion": "apps/v1",
      "kind": "Deployment",
      "namespace": "ns1",
      "name": "web",
      "podSecurity": {
        "level": "restricted",
        "version": "v1.36",
        "levelFrom": "label",
        "allowed": false,
        "reason": "allowPrivilegeEscalation != false",
        "detail": "allowPrivilegeEscalation != false (container \\"web\\" must …)",
        "violations": [
          {
            "check": "allowPrivilegeEscalation",
            "reason": "allowPrivilegeEscalation != false",
            "detail": "container \\"web\\" must …",
            "path": "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
            "line": 12,
            "column": 9,
            "exempted": false
          }
        ]
      },
      "mounts": [
        {
          "container": "web",
          "role": "main",
          "volume": "data",
          "mountPath": "/data",
          "wants": "write",
          "process": {
            "uid": 10000,
            "gid": 10000,
            "groups": [
              10000
            ],
            "capabilities": [],
            "unknown": []
          },
          "root": {
            "uid": 1000,
            "gid": 1000,
            "mode": "0755"
          },
          "read": "yes",
          "write": "no",
          "access": {
            "read": "yes",
            "create": "no",
            "modify": "no",
            "own": "no"
          },
          "because": "/data is owned by 1000:1000 with mode 0755; uid 10000 is neither its owner nor in its group",
          "reason": {
            "code": "inode",
            "changers": [],
            "cases": [
              {
                "code": "denied",
                "keeps": "others",
                "uid": 10000,
                "wants": "write",
                "what": "/data",
                "owner": {
                  "uid": 1000,
                  "gid": 1000
                },
                "mode": "0755"
              }
            ]
          },
          "fixes": [
            {
              "id": "chown-init",
              "allowedAt": [
                "baseline",
                "privileged"
              ],
              "chosen": true,
              "summary": "chown /data to 10000:10000 in a root init container",
              "does": {
                "code": "chown-init",
                "source": "/data",
                "owner": {
                  "uid": 10000,
                  "gid": 10000
                }
              }
            }
          ]
        }
      ]
    }
  ],
  "findings": [
    {
      "code": "pod-security",
      "check": "allowPrivilegeEscalation",
      "also": [
        {
          "container": "log",
          "path": "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
          "line": 12,
          "column": 9
        }
      ],
      "severity": "error",
      "file": "web.yaml",
      "source": null,
      "index": 0,
      "line": 12,
      "column": 9,
      "object": {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "namespace": "ns1",
        "name": "web"
      },
      "container": "web",
      "path": "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
      "message": "allowPrivilegeEscalation != false (container \\"web\\" must set securityContext.allowPrivilegeEscalation=false)",
      "reason": null,
      "fix": null,
      "data": {
        "level": "restricted",
        "reason": "allowPrivilegeEscalation != false",
        "detail": "container \\"web\\" must set securityContext.allowPrivilegeEscalation=false"
      }
    },
    {
      "code": "volume-not-writable",
      "severity": "error",
      "file": "web.yaml",
      "source": null,
      "index": 0,
      "line": 12,
      "column": 9,
      "object": {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "namespace": "ns1",
        "name": "web"
      },
      "container": "web",
      "path": "spec.template.spec.containers[0].volumeMounts[0]",
      "message": "cannot write /data (volume data): /data is owned by 1000:1000 with mode 0755; uid 10000 is neither its owner nor in its group",
      "reason": {
        "code": "inode",
        "changers": [],
        "cases": [
          {
            "code": "denied",
            "keeps": "others",
            "uid": 10000,
            "wants": "write",
            "what": "/data",
            "owner": {
              "uid": 1000,
              "gid": 1000
            },
            "mode": "0755"
          }
        ]
      },
      "fix": "chown-init",
      "data": {
        "mountPath": "/data",
        "volume": "data"
      }
    }
  ],
  "edits": [
    {
      "object": {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "namespace": "ns1",
        "name": "web"
      },
      "path": "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation",
      "value": false,
      "because": "no process gains privileges by it",
      "reason": {
        "code": "image-risk",
        "risk": "no process gains privileges by it"
      }
    }
  ],
  "summary": {
    "objects": 1,
    "pods": 1,
    "violations": 0,
    "notWritable": 0,
    "unknown": 0,
    "exempted": 0,
    "withoutNamespace": 0
  }
}
`
  assert.fixture(formatJson(everything), want)
})

const { uid: _uid, gid: _gid, ...nobody } = mount().process
const { root: _root, ...rootless } = mount()
const { namespace: _namespace, ...anywhere } = web

table<{ readonly report: Partial<Report>; readonly want: string }>(
  'what is unknown is null',
  {
    'an object without a judgement': { report: { objects: [objectReport()] }, want: '"podSecurity":null' },
    'an object without a namespace': {
      report: { objects: [objectReport({ ref: anywhere })] },
      want: '"namespace":null',
    },
    'a process': {
      report: {
        objects: [
          objectReport({
            mounts: [mount({ process: { ...nobody, unknown: [{ code: 'image-user-unknown', image: 'web' }] } })],
          }),
        ],
      },
      want: '"process":{"uid":null,"gid":null,"groups":[10000],"capabilities":[],"unknown":["the user of image web is unknown and runAsUser is not set"]}',
    },
    'the root of a volume': { report: { objects: [objectReport({ mounts: [rootless] })] }, want: '"root":null' },
    'a finding of no object': {
      report: { findings: [advice({ object: undefined, container: undefined, path: undefined })] },
      want: '"object":null,"container":null,"path":null',
    },
    'an edit of no object': {
      report: { edits: [edit({ place: place({ object: undefined }) })] },
      want: '{"object":null',
    },
  },
  ({ report: changes, want }) => assert.match(JSON.stringify(JSON.parse(formatJson(report(changes)))), want),
)

table(
  'values',
  {
    'a setgid mode': {
      report: { objects: [objectReport({ mounts: [mount({ root: { uid: 0, gid: 0, mode: 0o2775 } })] })] },
      want: '"mode": "2775"',
    },
    'an integer beyond 2^53': {
      report: { edits: [edit({ value: 9007199254740993n })] },
      want: '"value": 9007199254740993',
    },
  },
  ({ report: changes, want }) => assert.match(formatJson(report(changes)), want),
)
