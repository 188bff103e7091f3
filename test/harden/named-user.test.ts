import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { after, changeLines, harden, podOf, type Situation } from './hardened.ts'

const images = {
  'registry.example.com/named': { user: { name: 'app', uid: 10001, gid: 10001 } },
  'registry.example.com/app': { user: { uid: 70, gid: 70 } },
} as const

const init = 'initContainers[0]'

interface Row extends Omit<Situation, 'images'> {
  /** Fields of the init container's security context. */
  readonly initOwn?: string
  /** What is done to the init container. */
  readonly want: readonly string[]
}

/** A pod whose init container has an image with a user that is named, and re-owns a volume. */
function changesOfInit({ initOwn = '', want: _, ...row }: Row): readonly string[] {
  const spec = `volumes: [{ name: data, emptyDir: {} }], initContainers: [{ name: perms, image: registry.example.com/named, command: [chown, '70:70', /data], securityContext: { ${initOwn} }, volumeMounts: [{ name: data, mountPath: /data }] }]`
  const web = 'image: registry.example.com/app, volumeMounts: [{ name: data, mountPath: /data }]'
  const situation = { level: 'baseline', ...row, images, spec, web } as const
  const pod = podOf(situation)
  const hardening = harden(pod, situation)
  assert.equal(changeLines(harden(after(pod, hardening), situation)), [])
  return changeLines(hardening).filter(line => line.startsWith(init))
}

table<Row>(
  "a user that hardening would name is not its author's",
  {
    'so its script gets root': {
      want: [
        `${init}.runAsUser = 0`,
        `${init}.allowPrivilegeEscalation = false`,
        `${init}.capabilities = {"drop":["ALL"],"add":["CHOWN","DAC_OVERRIDE","FOWNER"]}`,
      ],
    },
    'and the capability that it drops': {
      initOwn: 'capabilities: { drop: [ALL] }',
      want: [
        `${init}.runAsUser = 0`,
        `${init}.capabilities.add = ["CHOWN"]`,
        `${init}.allowPrivilegeEscalation = false`,
      ],
    },
    'where the author names it, it stays': {
      initOwn: 'runAsUser: 10001',
      want: [`${init}.allowPrivilegeEscalation = false`, `${init}.capabilities.drop = ["ALL"]`],
    },
    'where no root is admitted, it is named': {
      level: 'restricted',
      want: [
        `${init}.runAsUser = 10001`,
        `${init}.allowPrivilegeEscalation = false`,
        `${init}.capabilities.drop = ["ALL"]`,
      ],
    },
  },
  row => assert.equal(changesOfInit(row), row.want),
)
