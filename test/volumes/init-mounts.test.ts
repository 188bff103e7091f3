import * as assert from 'uvu/assert'
import { initMounts } from '../../src/volumes/fixes/init-mounts.ts'
import { table } from '../table.ts'

/** What the kubelet mounts below them into every container, or what most images make a link. */
const unsafe = [
  ...['/var', '/var/run', '/run', '/var/run/secrets', '/run/secrets', '/var/run/secrets/kubernetes.io', '/etc', '/dev'],
  ...['/var/lock', '/var/mail', '/bin', '/sbin', '/lib', '/lib64', '/etc/'],
]

table(
  'an init container mounts elsewhere what a workload mounts at',
  Object.fromEntries(unsafe.map(path => [path, path])),
  mountPath => assert.equal(initMounts([{ volume: 'a', mountPath }]), [{ name: 'a', mountPath: '/volumes/a' }]),
)

table(
  'an init container mounts at the same place what a workload mounts at',
  { 'a folder below one of them': '/var/lib/web', 'a path of its own': '/data' },
  mountPath => assert.equal(initMounts([{ volume: 'a', mountPath }]), [{ name: 'a', mountPath }]),
)
