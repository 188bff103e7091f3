import * as assert from 'uvu/assert'
import { InputError } from '../../src/error.ts'
import { type OwnerAlignedInit, ownerAlignedInitContainer } from '../../src/security/owner-aligned-init.ts'
import { situation, table } from '../table.ts'

const data = { name: 'data', mountPath: '/data' }
const least: OwnerAlignedInit = {
  name: 'share',
  image: 'busybox',
  owner: { uid: 1000, gid: 1000 },
  gid: 10000,
  volumes: [data],
}

situation('the smallest owner-aligned init container', () => {
  const want = {
    name: 'share',
    image: 'busybox',
    imagePullPolicy: 'IfNotPresent',
    securityContext: {
      runAsUser: 1000,
      runAsGroup: 1000,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    command: ['sh', '-ec', 'chgrp 10000 /data; chmod g+rwxs /data'],
    volumeMounts: [data],
  }
  assert.is(JSON.stringify(ownerAlignedInitContainer(least)), JSON.stringify(want))
})

table<{ volumes: OwnerAlignedInit['volumes']; want: string }>(
  'the script shares',
  {
    'a directory below the root, made first': {
      volumes: [{ ...data, directories: ['a/b'] }],
      want: 'mkdir -p /data/a/b; chgrp 10000 /data/a/b; chmod g+rwxs /data/a/b',
    },
    'roots and directories together': {
      volumes: [data, { name: 'state', mountPath: '/state/', directories: ['x y', 'z'] }],
      want: "mkdir -p '/state/x y' /state/z; chgrp 10000 /data '/state/x y' /state/z; chmod g+rwxs /data '/state/x y' /state/z",
    },
  },
  ({ volumes, want }) => assert.is(ownerAlignedInitContainer({ ...least, volumes }).command[2], want),
)

table<{ change: Partial<OwnerAlignedInit>; want: string }>(
  'ownerAlignedInitContainer refuses',
  {
    'root as the owner': {
      change: { owner: { uid: 0, gid: 0 } },
      want: 'owner.uid: found 0, expected an owner who is not root',
    },
    'an owner without a number': {
      change: { owner: { uid: Number.NaN, gid: 0 } },
      want: 'owner.uid: found null, expected an integer from 0 to 2147483647',
    },
    'a group above the range': {
      change: { gid: 2 ** 31 },
      want: 'gid: found 2147483648, expected an integer from 0 to 2147483647',
    },
    'a directory outside the volume': {
      change: { volumes: [{ ...data, directories: ['../x'] }] },
      want: 'directories: found "/data/../x", expected an absolute path below / without empty, "." or ".." segments',
    },
    'no volume': { change: { volumes: [] }, want: 'mounts: found [], expected at least one mount' },
  },
  ({ change, want }) =>
    assert.throws(
      () => ownerAlignedInitContainer({ ...least, ...change }),
      (error: unknown) => error instanceof InputError && error.message === want,
    ),
)
