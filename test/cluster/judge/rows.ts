import type { ValueMap } from '../../../src/manifest/value.ts'
import type { Case, CaseContainer, CaseMount, CaseVolume } from './case.ts'

type Row = Omit<Case, 'name'>

/** A pod with one container that says what it can do at every volume, at its root. */
function pod(volumes: readonly CaseVolume[], changes: Partial<Row> & { readonly main?: Partial<CaseContainer> }): Row {
  const { main, ...rest } = changes
  const mounts = volumes.map(({ name }) => at(name))
  const probe: CaseContainer = { ...container('main0', 'main', mounts), ...main }
  const containers = [...(rest.containers ?? []), probe]
  return { context: {}, volumes, imagesKnown: true, ...rest, containers }
}

function container(name: string, role: CaseContainer['role'], mounts: readonly CaseMount[]): CaseContainer {
  return { name, role, image: 'example.test/busybox:1', context: {}, mounts, run: 'probe' }
}

function at(name: string, fields: CaseMount['fields'] = {}, mountPath = `/mnt/${name}`): CaseMount {
  return { name, mountPath, fields }
}

function init(context: ValueMap, command: readonly string[], mounts: readonly CaseMount[] = [at('v0')]): CaseContainer {
  return { ...container('init0', 'init', mounts), context, run: { command } }
}

const claim = {
  name: 'v0',
  kind: 'claim',
  readOnly: false,
  backend: 'local',
  origin: 'made',
  owner: { uid: 0, gid: 0, mode: '0755' },
  accessMode: 'ReadWriteOnce',
} as const

const emptyDir = (name: string): CaseVolume => ({ name, kind: 'inline', source: { emptyDir: {} } })

/** Cases in which the model was wrong once, as the judge made them smaller. */
export const known: Readonly<Record<string, Row>> = {
  'a list that set -e overlooks, since && is behind what fails': pod(
    [{ name: 'v0', kind: 'inline', source: { downwardAPI: { items: [] } } }, emptyDir('v1')],
    {
      containers: [
        init({ runAsUser: 10001 }, ['sh', '-ec', 'mkdir -p /mnt/v0/sub && chown -R 2000:1000 /mnt/v0/sub\necho on']),
      ],
    },
  ),
  'find and xargs in a new volume, where nothing is found': pod([claim], {
    containers: [init({ runAsUser: 1000 }, ['sh', '-ec', 'find /mnt/v0 -mindepth 1 | xargs -r chown -R 10001:10001'])],
  }),
  'a mode with = on a directory with setgid': pod([emptyDir('v0')], {
    context: { fsGroup: 10000 },
    containers: [init({ runAsUser: 0 }, ['chmod', '-R', 'u=rwx,g=rx,o=', '/mnt/v0'])],
  }),
  'a sub-path that is not in a new, read-only volume': pod([{ ...claim, readOnly: true }], {
    main: { mounts: [at('v0', { subPath: 'sub' })] },
  }),
  'a sub-path that is not in a read-only volume of which nobody knows what lies in it': pod(
    [{ ...claim, readOnly: true, origin: 'byHand' }, emptyDir('v1')],
    { context: { runAsUser: 1000 }, main: { mounts: [at('v0', { subPath: 'sub' }), at('v1')] } },
  ),
  'a sub-path of a new, read-only claim of a folder of the node': pod(
    [{ ...claim, readOnly: true, backend: 'hostPath' }],
    { main: { mounts: [at('v0', { subPath: 'sub' })] } },
  ),
  'a sub-path that is looked for before the runtime makes its folder': pod(
    [{ name: 'v0', kind: 'hostPath', type: '' }],
    {
      main: { mounts: [at('v0', { subPathExpr: '$(SUB)' })] },
    },
  ),
  'a directory that an init container made, by the value of an expression': pod([claim], {
    containers: [init({}, ['sh', '-ec', 'mkdir -p /mnt/v0/sub && chown 10001:2000 /mnt/v0/sub'])],
    main: { image: 'example.test/app:1', mounts: [at('v0', { subPathExpr: '$(SUB)' })] },
  }),
  'a script that makes something in a mount below a directory that is closed': pod(
    [{ ...claim, owner: { uid: 2000, gid: 2000, mode: '0700' } }, emptyDir('v1')],
    {
      containers: [
        init(
          { runAsUser: 1000 },
          ['sh', '-ec', 'mkdir /mnt/v0/nested-v1/x'],
          [at('v0'), at('v1', {}, '/mnt/v0/nested-v1')],
        ),
      ],
    },
  ),
  'a mount below a directory that is closed': pod(
    [{ ...claim, owner: { uid: 2000, gid: 2000, mode: '0700' } }, emptyDir('v1')],
    {
      context: { runAsUser: 1000 },
      main: { mounts: [at('v0'), at('v1', {}, '/mnt/v0/nested-v1')] },
    },
  ),
  'a mount point in what is mounted read-only': pod([emptyDir('v0'), emptyDir('v1')], {
    main: { mounts: [at('v0', { readOnly: true }), at('v1', {}, '/mnt/v0/nested-v1')] },
  }),
  'a program that an empty volume hides': pod([emptyDir('v0')], {
    main: { image: 'example.test/noshell:1', mounts: [at('v0', {}, '/bin')], run: { command: ['/bin/check', '/bin'] } },
  }),
  'a folder that must be on the node and is not': pod(
    [emptyDir('v0'), { name: 'v1', kind: 'hostPath', type: 'Directory' }],
    {},
  ),
  'a group of the pod without a user': pod([emptyDir('v0')], { context: { runAsGroup: 2000 } }),
  'a source that is null': pod([{ name: 'v0', kind: 'inline', source: { emptyDir: null } }], {
    context: { runAsUser: 1000 },
  }),
  'a script that nobody reads, and that fails with and without a fix for the volume': pod(
    [{ ...claim, owner: { uid: 1000, gid: 0, mode: '0755' } }],
    {
      containers: [init({}, ['sh', '-ec', 'awk "BEGIN { exit 3 }"'], [at('v0', { subPath: 'sub' })])],
      main: { image: 'example.test/app:1' },
    },
  ),
  'a file that an init container made through a sub-path': pod(
    [{ ...claim, owner: { uid: 1000, gid: 0, mode: '0755' } }],
    {
      containers: [
        init({}, ['sh', '-ec', 'echo text >/mnt/v0/file; chown 10001:2000 /mnt/v0'], [at('v0', { subPath: 'sub' })]),
      ],
      main: { image: 'example.test/app:1' },
    },
  ),
  'a recursive chown that comes to a ConfigMap': pod(
    [emptyDir('v0'), { name: 'v1', kind: 'inline', source: { downwardAPI: { items: [] } } }],
    {
      containers: [init({}, ['sh', '-ec', 'chown -R 2000:0 /mnt/v0'], [at('v0'), at('v1', {}, '/mnt/v0/nested-v1')])],
    },
  ),
  'an init container whose user hardening would name, and whose script takes root': pod(
    [{ ...claim, origin: 'byHand', owner: { uid: 10001, gid: 10001, mode: '0755' } }],
    {
      context: { fsGroup: 10000 },
      containers: [
        {
          ...init({ capabilities: { drop: ['ALL'] } }, ['sh', '-ec', 'chown -R 10001:1000 /mnt/v0']),
          image: 'example.test/named:1',
        },
      ],
    },
  ),
}
