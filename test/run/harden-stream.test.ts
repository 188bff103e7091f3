import * as assert from 'uvu/assert'
import { readDocument } from '../../src/manifest/document.ts'
import { hardenStream } from '../../src/run/harden/harden-stream.ts'
import { hardenTexts } from '../../src/run/harden/harden-texts.ts'
import { onClass, somebodyElse } from '../laws/policies.ts'
import { table } from '../table.ts'
import { writerPod } from '../volumes/writer-pod.ts'

/** A pod that writes the claim `data`, whose name stands under `key`. */
function pod(name: string, uid: number, key = 'claimName'): string {
  return writerPod(name, uid, `persistentVolumeClaim: { ${key}: data }`)
}

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`

/** Whether the first pod may have the claim re-owned, which the other would lose. */
table(
  'a document that decides about another, document by document,',
  {
    'is not there': { documents: [pod('a', 1), claim], reowned: true },
    'names the claim': { documents: [pod('a', 1), claim, pod('b', 2)], reowned: false },
    'names it by a key with an escape': {
      documents: [pod('a', 1), claim, pod('b', 2, '"claim\\x4eame"')],
      reowned: false,
    },
    'is of a kind with an escape': {
      documents: [pod('a', 1), claim.replace('kind: P', '"k\\x69nd": P'), pod('b', 2, '"claim\\u004eame"')],
      reowned: false,
    },
  },
  async ({ documents, reowned }) => {
    const settings = {
      ...onClass({ ...somebodyElse, chownable: true }),
      level: 'baseline' as const,
      namespace: 'default',
    }
    const text = documents.join('---\n')
    const hardened = await hardenStream(text, settings, readDocument)
    assert.is(hardened, hardenTexts([{ file: '-', text }], settings).texts[0]?.text)
    assert.is(hardened.includes('chown'), reowned)
  },
)

function scripts(key: string, text: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: scripts }\ndata: { ${key}: ${JSON.stringify(text)} }\n`
}

const runner = `apiVersion: v1
kind: Pod
metadata: { name: run }
spec:
  volumes: [{ name: s, configMap: { name: scripts } }]
  containers: [{ name: run, image: grafana/grafana, command: [/s/run], volumeMounts: [{ name: s, mountPath: /s }] }]
`

/** What the scripts do decides which fields a container gets, before and behind them. */
table(
  'a ConfigMap, document by document,',
  {
    'has a script that needs privileges': {
      documents: [scripts('run', '#!/bin/sh\nsudo id'), runner],
      hardened: false,
    },
    'stands behind the pod': { documents: [runner, scripts('run.sh', 'sudo id')], hardened: false },
    'has a script in several lines, without a first line that says so': {
      documents: [scripts('run', 'set -e\nsudo id\n'), runner],
      hardened: false,
    },
    'has a script as a block': {
      documents: [
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: scripts }\ndata:\n  run: |\n    sudo id\n',
        runner,
      ],
      hardened: false,
    },
    'has a program of another language': {
      documents: [scripts('run.py', 'os.system("sudo id")'), runner],
      hardened: false,
    },
    'has a script that needs none': { documents: [scripts('run', '#!/bin/sh\nid'), runner], hardened: true },
  },
  async ({ documents, hardened }) => {
    const settings = { ...onClass({}), level: 'restricted' as const, namespace: 'default' }
    const text = documents.join('---\n')
    const got = await hardenStream(text, settings, readDocument)
    assert.is(got, hardenTexts([{ file: '-', text }], settings).texts[0]?.text)
    assert.is(got.includes('allowPrivilegeEscalation: false'), hardened)
  },
)
